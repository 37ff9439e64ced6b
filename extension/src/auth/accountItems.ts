// How a row looks.
import * as vscode from 'vscode';
import { childrenOf, type AuthNode, type TokenNode } from './nodes';
import { joined, placeName, roleName, troubleName } from './words';

const { Expanded, None } = vscode.TreeItemCollapsibleState;

export function accountTreeItem(node: AuthNode): vscode.TreeItem {
  const label = labelOf(node);
  const description = descriptionOf(node);
  const item = new vscode.TreeItem(label, childrenOf(node).length > 0 ? Expanded : None);
  item.id = node.id;
  item.description = description;
  item.iconPath = new vscode.ThemeIcon(iconOf(node));
  item.contextValue = contextValue(node);
  item.accessibilityInformation = {
    label: joined([label, description, isActive(node) ? vscode.l10n.t('in use') : ''], ', '),
  };
  return item;
}

/** By which the menus of package.json know it. */
export function contextValue(node: AuthNode): string {
  return node.kind === 'token' ? `token ${node.isActive ? 'active' : 'idle'} ${node.place}` : node.kind;
}

export function tokenDescription({ name, shown, place, check }: TokenNode): string {
  return joined([
    troubleName(check?.state),
    check?.state === 'valid' ? joined([check.account ?? '', roleName(check)], ', ') : '',
    name === shown ? '' : shown,
    placeName(place),
  ]);
}

function labelOf(node: AuthNode): string {
  switch (node.kind) {
    case 'group':
      return vscode.l10n.t('Tokens');
    case 'token':
      return node.name;
    case 'account':
    case 'fact':
      return node.label;
  }
}

function descriptionOf(node: AuthNode): string {
  switch (node.kind) {
    case 'account':
      return node.description;
    case 'token':
      return tokenDescription(node);
    case 'group':
    case 'fact':
      return '';
  }
}

function iconOf(node: AuthNode): string {
  switch (node.kind) {
    case 'account':
      return troubleName(node.state) === '' ? 'account' : 'warning';
    case 'fact':
      return node.icon;
    case 'group':
      return 'key';
    case 'token':
      return troubleName(node.check?.state) !== '' ? 'warning' : node.isActive ? 'check' : 'circle-outline';
  }
}

function isActive(node: AuthNode): boolean {
  return node.kind === 'token' && node.isActive;
}
