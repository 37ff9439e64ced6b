// How a node looks. Tooltips are made when somebody asks for one: a thousand repositories need none.
import * as vscode from 'vscode';
import { badgeUri } from './badges';
import { formatSize } from '../byteSize';
import { contextValue } from './contextValues';
import type { CacheNode, GroupKind } from './nodes';
import {
  incompleteDescription,
  joined,
  repoDescription,
  repoLabel,
  revisionDescription,
  revisionLabel,
} from './repoDescription';
import { rootDescription, rootName } from './rootWords';
import { groupName } from './words';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

interface Looks {
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  readonly state: vscode.TreeItemCollapsibleState;
}

export function treeItem(node: CacheNode): vscode.TreeItem {
  const { label, description, icon, state } = looks(node);
  const item = new vscode.TreeItem(label, state);
  item.id = node.id;
  item.description = description;
  if (icon !== '') {
    item.iconPath = new vscode.ThemeIcon(icon);
  }
  item.contextValue = contextValue(node);
  const badge = badgeUri(node);
  if (badge) {
    item.resourceUri = badge;
  }
  const spoken = node.kind === 'repo' ? node.repo.repoId : label;
  item.accessibilityInformation = { label: [spoken, description].filter((part) => part !== '').join(', ') };
  if (node.kind === 'file') {
    item.command = {
      command: 'transformers.cache.openFile',
      title: vscode.l10n.t('Open File'),
      arguments: [node.id],
    };
  }
  return item;
}

function looks(node: CacheNode): Looks {
  switch (node.kind) {
    case 'root':
      return {
        label: rootName(node.root),
        description: rootDescription(node.root),
        icon:
          node.root.state === 'unreadable' || node.root.state === 'foreign' ? 'warning' : 'folder-library',
        state: node.children.length === 0 ? None : node.root.active ? Expanded : Collapsed,
      };
    case 'group':
      return {
        label: groupName(node.group),
        description: formatSize(node.size),
        icon: groupIcon(node.group),
        state: node.expanded ? Expanded : Collapsed,
      };
    case 'repo':
      return {
        label: repoLabel(node.repo.repoId),
        description: repoDescription(node, Date.now() / 1000),
        icon: repoIcon(node.repo),
        state: node.children.length === 0 ? None : Collapsed,
      };
    case 'revision':
      return {
        label: revisionLabel(node.revision),
        description: revisionDescription(node),
        icon: node.revision.refs.length === 0 ? 'git-commit' : 'git-branch',
        state: Collapsed,
      };
    case 'file':
      return {
        label: node.file.path,
        description: joined([formatSize(node.file.size), node.file.shared ? vscode.l10n.t('shared') : '']),
        icon: 'file',
        state: None,
      };
    case 'extra':
      return {
        label: node.extra.label,
        description: formatSize(node.extra.size),
        icon: extraIcon(node.extra.kind),
        state: node.children.length === 0 ? None : Collapsed,
      };
    case 'incomplete':
      return {
        label: node.repo.repoId,
        description: incompleteDescription(node.count, node.size),
        icon: 'cloud-download',
        state: None,
      };
    case 'message':
      return { label: node.text, description: '', icon: node.severity, state: None };
  }
}

/** The group above says what it is: in a narrow sidebar the room is for its name and size. */
function repoIcon({ damage }: Extract<CacheNode, { kind: 'repo' }>['repo']): string {
  return damage !== null ? 'warning' : '';
}

function groupIcon(group: GroupKind): string {
  switch (group) {
    case 'model':
      return 'package';
    case 'dataset':
      return 'database';
    case 'space':
      return 'browser';
    case 'kernel':
      return 'circuit-board';
    case 'damaged':
      return 'warning';
  }
}

function extraIcon(kind: Extract<CacheNode, { kind: 'extra' }>['extra']['kind']): string {
  switch (kind) {
    case 'incomplete':
      return 'cloud-download';
    case 'shared':
      return 'references';
    case 'unused-shared':
      return 'trash';
    case 'xet':
      return 'layers';
    case 'assets':
      return 'file-media';
    case 'datasets':
      return 'table';
  }
}
