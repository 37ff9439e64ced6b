// While a run goes on, the status bar says so, and whether it goes wrong: one click shows it, its tooltip stops it.
import * as vscode from 'vscode';
import type { Run } from '../protocol';
import { graveFindings } from './findings';
import { findingNames } from './findingWords';
import type { RunsReader } from './runsReader';
import { appendFindings, runLinks, withLinks } from './tooltips';
import { joined, percent, stateName, withoutIcons } from './words';

export class TrainingStatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'transformers.training.status',
    vscode.StatusBarAlignment.Right,
    90,
  );
  private readonly subscription: vscode.Disposable;

  constructor(private readonly reader: RunsReader) {
    this.item.name = vscode.l10n.t('Training Runs');
    this.subscription = reader.onDidChange(() => this.show());
  }

  dispose(): void {
    vscode.Disposable.from(this.subscription, this.item).dispose();
  }

  private show(): void {
    const { active, problem } = this.reader;
    if (active.length === 0) {
      this.item.hide();
      return;
    }
    this.item.text = statusText(active, problem !== '');
    this.item.tooltip = statusTooltip(active, problem);
    this.item.command = statusCommand(active);
    this.item.accessibilityInformation = {
      label: joined([
        ...active.map((run) =>
          joined([`${run.name} ${stateName(run)} ${percent(run)}`.trim(), findingNames(run)]),
        ),
        problem,
      ]),
    };
    this.item.show();
  }
}

/** `sft-qwen 62 %`; of several, how many. `stale`: nobody can say whether it is still so. */
export function statusText(active: readonly Run[], stale: boolean): string {
  const [first, ...others] = active;
  if (first === undefined) {
    return '';
  }
  const about =
    others.length > 0
      ? vscode.l10n.t('{0} runs', active.length)
      : `${withoutIcons(first.name)} ${percent(first)}`.trim();
  const icon = stale ? 'question' : others.length > 0 || first.state === 'running' ? 'play' : 'clock';
  const mark = active.some((run) => graveFindings(run).length > 0) ? ' $(warning)' : '';
  return `$(${others.length === 0 && first.stopping !== '' && !stale ? 'debug-stop' : icon}) ${about}${mark}`;
}

/** What is wrong with a run its curves show; which of several it is, the view. */
export function statusCommand([first, ...others]: readonly Run[]): vscode.Command {
  const folder = first?.folder;
  return first && others.length === 0 && graveFindings(first).length > 0
    ? { command: 'transformers.health.open', title: vscode.l10n.t('Open Run'), arguments: [{ folder }] }
    : {
        command: 'transformers.training.showRun',
        title: vscode.l10n.t('Show in View'),
        arguments: [{ folder, inView: true }],
      };
}

function statusTooltip(active: readonly Run[], problem: string): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString('');
  const commands = new Set<string>();
  if (problem !== '') {
    tooltip.appendText(problem).appendMarkdown('\n\n');
  }
  for (const run of active) {
    const links = runLinks(run);
    tooltip.appendMarkdown('**').appendText(run.name).appendMarkdown('** ');
    tooltip.appendText(run.detail);
    appendFindings(tooltip, run);
    withLinks(tooltip, links, { folder: run.folder });
    links.forEach(([command]) => commands.add(command));
  }
  tooltip.isTrusted = { enabledCommands: [...commands] };
  return tooltip;
}
