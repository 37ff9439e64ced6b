// How a row looks. Its tooltip is made when somebody asks for one.
import * as vscode from 'vscode';
import type { TensorBoardNode } from './nodes';
import { folderDescription, joined, serverDescription } from './words';

export function treeItem(node: TensorBoardNode, now: number): vscode.TreeItem {
  const [label, description] = words(node, now);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  item.id = node.id;
  item.description = description;
  item.iconPath = icon(node);
  item.contextValue = contextValue(node);
  item.accessibilityInformation = { label: joined([spoken(node), label, description]) };
  item.command = {
    command: 'transformers.tensorboard.open',
    title: vscode.l10n.t('Open TensorBoard'),
    arguments: [node.kind === 'server' ? { id: node.server.id } : { folders: [node.folder.uri] }],
  };
  return item;
}

function words(node: TensorBoardNode, now: number): readonly [label: string, description: string] {
  if (node.kind === 'server') {
    return [node.server.title, serverDescription(node)];
  }
  const { folder } = node;
  const description = folderDescription(folder, now);
  // The folder of all runs is called by what it is: its path is a hidden one of ours.
  return folder.reason === 'run'
    ? [vscode.l10n.t('Training Runs'), joined([folder.label, description])]
    : [folder.label, description];
}

/** By which the menus of package.json know a row. */
export function contextValue(node: TensorBoardNode): string {
  return node.kind === 'server' ? `server ${node.server.state}` : 'folder';
}

function icon(node: TensorBoardNode): vscode.ThemeIcon {
  if (node.kind === 'folder') {
    return new vscode.ThemeIcon(node.folder.reason === 'run' ? 'rocket' : 'graph-line');
  }
  if (node.server.state === 'crashed') {
    return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  }
  return node.server.missing || node.server.state === 'outdated'
    ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
    : new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor('testing.iconPassed'));
}

/** What the icon says. */
function spoken(node: TensorBoardNode): string {
  return node.kind === 'server' && node.server.state !== 'crashed' ? vscode.l10n.t('running') : '';
}
