// How a row looks. Its tooltip is made when somebody asks for one.
import * as vscode from 'vscode';
import type { TensorBoardNode } from './nodes';
import { folderDescription, joined, serverDescription } from './words';

export function treeItem(node: TensorBoardNode, now: number): vscode.TreeItem {
  const label = node.kind === 'server' ? node.server.title : node.folder.label;
  const description = node.kind === 'server' ? serverDescription(node) : folderDescription(node.folder, now);
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

/** By which the menus of package.json know a row. */
export function contextValue(node: TensorBoardNode): string {
  return node.kind === 'server' ? `server ${node.server.state}` : 'folder';
}

function icon(node: TensorBoardNode): vscode.ThemeIcon {
  if (node.kind === 'folder') {
    return new vscode.ThemeIcon('graph-line');
  }
  if (node.server.state === 'crashed') {
    return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  }
  return node.server.missing
    ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
    : new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor('testing.iconPassed'));
}

/** What the icon says. */
function spoken(node: TensorBoardNode): string {
  return node.kind === 'server' && node.server.state === 'running' ? vscode.l10n.t('running') : '';
}
