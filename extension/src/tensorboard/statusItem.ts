// While a TensorBoard runs, the status bar says so: one click shows it, its tooltip stops it.
import * as vscode from 'vscode';
import type { TensorBoardServer } from '../protocol';
import type { ServersReader } from './serversReader';
import { serverState } from './words';

export class TensorBoardStatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'transformers.tensorboard.status',
    vscode.StatusBarAlignment.Right,
    89,
  );
  private readonly subscription: vscode.Disposable;

  constructor(private readonly servers: ServersReader) {
    this.item.name = 'TensorBoard';
    this.subscription = servers.onDidChange(() => this.show());
  }

  dispose(): void {
    vscode.Disposable.from(this.subscription, this.item).dispose();
  }

  private show(): void {
    const { running } = this.servers;
    const [first, ...others] = running;
    if (first === undefined) {
      this.item.hide();
      return;
    }
    const several = others.length > 0;
    this.item.text = statusText(running);
    this.item.tooltip = statusTooltip(running);
    this.item.command = {
      command: 'transformers.tensorboard.open',
      title: vscode.l10n.t('Open TensorBoard'),
      arguments: [several ? { running: true } : { id: first.id }],
    };
    this.item.accessibilityInformation = {
      label: several
        ? vscode.l10n.t('{0} TensorBoards are running', running.length)
        : vscode.l10n.t('TensorBoard of {0} is running on port {1}', first.title, first.port),
    };
    this.item.show();
  }
}

/** `runs :6006`; of several, how many. */
export function statusText(running: readonly TensorBoardServer[]): string {
  const [first, ...others] = running;
  if (first === undefined) {
    return '';
  }
  return others.length > 0
    ? `$(graph-line) TensorBoard (${running.length})`
    : `$(graph-line) ${withoutIcons(first.title)} :${first.port}`;
}

function statusTooltip(running: readonly TensorBoardServer[]): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString('', true);
  const links = [
    ['transformers.tensorboard.open', vscode.l10n.t('Open')],
    ['transformers.tensorboard.openInBrowser', vscode.l10n.t('Open in browser')],
    ['transformers.tensorboard.stop', vscode.l10n.t('Stop')],
  ] as const;
  tooltip.isTrusted = { enabledCommands: links.map(([command]) => command) };
  for (const server of running) {
    const argument = encodeURIComponent(JSON.stringify([{ id: server.id }]));
    tooltip.appendMarkdown('**TensorBoard** ').appendText(`${server.title} · ${serverState(server)}`);
    tooltip.appendMarkdown(
      `\n\n${links.map(([command, label]) => `[${label}](command:${command}?${argument})`).join(' · ')}\n\n`,
    );
  }
  return tooltip;
}

/** A folder may be called `$(x)`. */
function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$\u200b(');
}
