// Everything that is known about a node, and what can be done with it.
import * as vscode from 'vscode';
import { formatSize } from '../byteSize';
import { exactTime } from '../moments';
import type { CacheNode, GroupNode, RepoNode, RevisionNode } from './nodes';
import { repoMarks, revisionLabel } from './repoDescription';
import { fileCount, groupName, number } from './words';

type Fact = readonly [name: string, value: string];
type Link = readonly [command: string, title: string];

export function tooltip(node: CacheNode): vscode.MarkdownString | undefined {
  switch (node.kind) {
    case 'root':
      return markdown(node, node.root.path, node.root.reason, rootFacts(node.root), [
        ['transformers.cache.copyPath', vscode.l10n.t('Copy path')],
      ]);
    case 'repo':
      return markdown(node, node.repo.repoId, node.repo.damage ?? '', repoFacts(node), repoLinks(node));
    case 'revision':
      return markdown(
        node,
        `${node.repo.repoId} · ${revisionLabel(node.revision)}`,
        '',
        revisionFacts(node),
        [
          ['transformers.cache.copySnippet', vscode.l10n.t('Copy Python')],
          ['transformers.cache.openCard', vscode.l10n.t('Open card')],
          ['transformers.cache.verify', vscode.l10n.t('Verify')],
        ],
      );
    case 'file':
      return markdown(
        node,
        node.file.path,
        node.file.shared ? vscode.l10n.t('Another revision or repository uses the same blob.') : '',
        [
          [vscode.l10n.t('Size'), bytes(node.file.size)],
          [vscode.l10n.t('Blob'), vscode.Uri.parse(node.file.blobUri).fsPath],
        ],
        [['transformers.cache.revealBlob', vscode.l10n.t('Reveal blob')]],
      );
    case 'extra':
      return markdown(
        node,
        node.extra.label,
        node.extra.detail,
        [
          [vscode.l10n.t('Size'), bytes(node.extra.size)],
          [vscode.l10n.t('Path'), node.extra.path],
        ],
        [],
      );
    case 'incomplete':
      return markdown(
        node,
        node.repo.repoId,
        vscode.l10n.t('Downloads that were interrupted. Downloading again goes on where they stopped.'),
        [[vscode.l10n.t('Size'), `${bytes(node.size)}, ${fileCount(node.count)}`]],
        [],
      );
    case 'group':
      return markdown(node, groupName(node.group), node.reason, groupFacts(node), [
        ['transformers.cache.explainRoot', vscode.l10n.t('Explain')],
      ]);
    case 'message':
      return undefined;
  }
}

function rootFacts({
  sizeOnDisk,
  free,
  message,
  warnings,
}: Extract<CacheNode, { kind: 'root' }>['root']): Fact[] {
  return [
    [vscode.l10n.t('Size'), bytes(sizeOnDisk)],
    [vscode.l10n.t('Free'), free === null ? '' : bytes(free)],
    [vscode.l10n.t('State'), message],
    [vscode.l10n.t('Warnings'), warnings.length === 0 ? '' : number(warnings.length)],
  ];
}

function groupFacts({ root, size, children }: GroupNode): Fact[] {
  return [
    [vscode.l10n.t('Size'), bytes(size)],
    [vscode.l10n.t('Repositories'), number(children.length)],
    [vscode.l10n.t('Cache'), root],
  ];
}

function repoFacts({ root, repo, children }: RepoNode): Fact[] {
  return [
    [vscode.l10n.t('Type'), repo.repoType],
    [vscode.l10n.t('Size'), bytes(repo.sizeOnDisk)],
    [vscode.l10n.t('Files'), number(repo.fileCount)],
    [vscode.l10n.t('Revisions'), number(children.length)],
    [vscode.l10n.t('Last used'), exactTime(repo.lastAccessed, vscode.env.language)],
    [vscode.l10n.t('Modified'), exactTime(repo.lastModified, vscode.env.language)],
    [
      vscode.l10n.t('Interrupted'),
      repo.incompleteCount === 0 ? '' : `${bytes(repo.incompleteSize)}, ${fileCount(repo.incompleteCount)}`,
    ],
    [vscode.l10n.t('Marks'), repoMarks(repo).join(vscode.l10n.t(', '))],
    [vscode.l10n.t('Path'), `${root}/${repo.name}`],
  ];
}

function repoLinks({ repo, children }: RepoNode): Link[] {
  const links: (Link | false)[] = [
    ['transformers.cache.copyRepoId', vscode.l10n.t('Copy id')],
    children.length > 0 && ['transformers.cache.openCard', vscode.l10n.t('Open card')],
    children.length > 0 && ['transformers.cache.openOnHub', vscode.l10n.t('Open on the Hub')],
    repo.markers.includes('chat-template') && [
      'transformers.cache.previewChatTemplate',
      vscode.l10n.t('Preview chat template'),
    ],
    ['transformers.cache.delete', vscode.l10n.t('Delete…')],
  ];
  return links.filter((link) => link !== false);
}

function revisionFacts({ revision, shares }: RevisionNode): Fact[] {
  return [
    [vscode.l10n.t('Commit'), revision.commitHash],
    [vscode.l10n.t('Refs'), revision.refs.join(vscode.l10n.t(', '))],
    [vscode.l10n.t('Size'), bytes(revision.sizeOnDisk)],
    [vscode.l10n.t('Freed when deleted alone'), shares ? bytes(revision.uniqueSize) : ''],
    [vscode.l10n.t('Files'), number(revision.fileCount)],
    [vscode.l10n.t('Modified'), exactTime(revision.lastModified, vscode.env.language)],
  ];
}

function markdown(
  node: CacheNode,
  title: string,
  text: string,
  facts: readonly Fact[],
  links: readonly Link[],
): vscode.MarkdownString {
  const shown = new vscode.MarkdownString('', true);
  shown.isTrusted = { enabledCommands: links.map(([command]) => command) };
  shown.appendMarkdown('**').appendText(title).appendMarkdown('**\n\n');
  if (text !== '') {
    shown.appendText(text).appendMarkdown('\n\n');
  }
  for (const [name, value] of facts) {
    if (value !== '') {
      shown.appendMarkdown('- ').appendText(`${name}: ${value}`).appendMarkdown('\n');
    }
  }
  if (links.length > 0) {
    const argument = encodeURIComponent(JSON.stringify([node.id]));
    shown.appendMarkdown(
      `\n\n---\n\n${links.map(([command, label]) => `[${label}](command:${command}?${argument})`).join(' · ')}`,
    );
  }
  return shown;
}

/** Rounded, and exactly. */
function bytes(size: number): string {
  const rounded = formatSize(size);
  return size < 1000 ? rounded : vscode.l10n.t('{0} ({1} bytes)', rounded, number(size));
}
