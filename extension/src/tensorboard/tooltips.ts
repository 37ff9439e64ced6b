// Everything that is known about a row, and what can be done with it.
import * as vscode from 'vscode';
import { formatSize } from '../byteSize';
import { exactTime } from '../moments';
import type { LogFolder } from '../protocol';
import type { FolderNode, ServerNode, TensorBoardNode } from './nodes';
import { runCount, serverState } from './words';

type Fact = readonly [name: string, value: string];
type Link = readonly [command: string, title: string];

export function tooltip(node: TensorBoardNode): vscode.MarkdownString {
  return node.kind === 'server' ? serverTooltip(node) : folderTooltip(node);
}

/** Also that of the status bar item. */
export function serverTooltip({ server, folder }: ServerNode): vscode.MarkdownString {
  const crashed = server.state === 'crashed';
  const shown = markdown(
    `TensorBoard: ${server.title}`,
    [
      [vscode.l10n.t('State'), serverState(server)],
      ...server.folders.map((uri): Fact => [vscode.l10n.t('Folder'), vscode.Uri.parse(uri).fsPath]),
      ...(folder ? folderFacts(folder) : []),
      [vscode.l10n.t('Started'), exactTime(server.started, vscode.env.language)],
      [vscode.l10n.t('Process'), crashed ? '' : String(server.pid)],
    ],
    [
      ['transformers.tensorboard.open', vscode.l10n.t('Open')],
      ['transformers.tensorboard.openInBrowser', vscode.l10n.t('Open in browser')],
      ['transformers.tensorboard.restart', vscode.l10n.t('Restart')],
      ['transformers.tensorboard.stop', crashed ? vscode.l10n.t('Remove') : vscode.l10n.t('Stop')],
      ['transformers.tensorboard.showLog', vscode.l10n.t('Show log')],
    ],
    { id: server.id },
  );
  const lines = server.lastLines ?? [];
  if (crashed && lines.length > 0) {
    shown.appendCodeblock(lines.slice(-8).join('\n'), 'text');
  }
  return shown;
}

function folderTooltip({ folder }: FolderNode): vscode.MarkdownString {
  return markdown(
    folder.label,
    [
      [vscode.l10n.t('Folder'), vscode.Uri.parse(folder.uri).fsPath],
      ...folderFacts(folder),
      [vscode.l10n.t('Found because'), folder.detail],
    ],
    [
      ['transformers.tensorboard.open', vscode.l10n.t('Open')],
      ['transformers.tensorboard.openInBrowser', vscode.l10n.t('Open in browser')],
    ],
    { folders: [folder.uri] },
  );
}

function folderFacts({ runs, size, lastWritten }: LogFolder): Fact[] {
  return [
    [vscode.l10n.t('Runs'), runCount(runs)],
    [vscode.l10n.t('Size of the event files'), formatSize(size)],
    [vscode.l10n.t('Last written'), exactTime(lastWritten, vscode.env.language)],
  ];
}

function markdown(
  title: string,
  facts: readonly Fact[],
  links: readonly Link[],
  argument: object,
): vscode.MarkdownString {
  const shown = new vscode.MarkdownString('', true);
  shown.isTrusted = { enabledCommands: links.map(([command]) => command) };
  shown.appendMarkdown('**').appendText(title).appendMarkdown('**\n\n');
  for (const [name, value] of facts) {
    if (value !== '') {
      shown.appendMarkdown('- ').appendText(`${name}: ${value}`).appendMarkdown('\n');
    }
  }
  const encoded = encodeURIComponent(JSON.stringify([argument]));
  shown.appendMarkdown(
    `\n\n---\n\n${links.map(([command, label]) => `[${label}](command:${command}?${encoded})`).join(' · ')}\n\n`,
  );
  return shown;
}
