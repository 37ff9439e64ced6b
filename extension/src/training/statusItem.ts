// While a run goes on, the status bar says so: one click shows it in the view, its tooltip stops it.
import * as vscode from 'vscode';
import type { Run } from '../protocol';
import type { RunsReader } from './runsReader';
import { runLinks, withLinks } from './tooltips';
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
    const [first] = active;
    if (first === undefined) {
      this.item.hide();
      return;
    }
    this.item.text = statusText(active, problem !== '');
    this.item.tooltip = statusTooltip(active, problem);
    this.item.command = {
      command: 'transformers.training.showRun',
      title: vscode.l10n.t('Show in View'),
      arguments: [{ folder: first.folder, inView: true }],
    };
    this.item.accessibilityInformation = {
      label: joined([
        ...active.map((run) => `${run.name} ${stateName(run)} ${percent(run)}`.trim()),
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
  return `$(${others.length === 0 && first.stopping !== '' && !stale ? 'debug-stop' : icon}) ${about}`;
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
    withLinks(tooltip, links, { folder: run.folder });
    links.forEach(([command]) => commands.add(command));
  }
  tooltip.isTrusted = { enabledCommands: [...commands] };
  return tooltip;
}
