// A letter at the right edge of a row: in a narrow sidebar the words beside a name are cut, this is not.
import * as vscode from 'vscode';
import type { CacheNode } from './nodes';
import { repoMarks } from './repoDescription';

const SCHEME = 'transformers-cache';

/** What a row's badge is looked up by; `undefined` for a row without one. */
export function badgeUri(node: CacheNode): vscode.Uri | undefined {
  const badge =
    node.kind === 'repo' ? repoBadge(node.repo) : node.kind === 'revision' ? revisionBadge(node) : '';
  if (badge === '') {
    return undefined;
  }
  const tooltip = node.kind === 'repo' ? repoMarks(node.repo).join(vscode.l10n.t(', ')) : '';
  const query = new URLSearchParams({ badge, tooltip }).toString();
  return vscode.Uri.from({ scheme: SCHEME, path: `/${encodeURIComponent(node.id)}`, query });
}

function repoBadge({
  damage,
  incompleteCount,
  usedHere,
}: Extract<CacheNode, { kind: 'repo' }>['repo']): string {
  if (damage !== null) {
    return '!';
  }
  return `${usedHere === true ? 'W' : ''}${incompleteCount > 0 ? '↓' : ''}`;
}

function revisionBadge({ revision }: Extract<CacheNode, { kind: 'revision' }>): string {
  return revision.refs.length === 0 ? 'D' : '';
}

/** Tells the editor the badge that a row's address carries. */
export class Badges implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly registration = vscode.window.registerFileDecorationProvider(this);

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== SCHEME) {
      return undefined;
    }
    const said = new URLSearchParams(uri.query);
    const badge = said.get('badge') ?? '';
    const tooltip = said.get('tooltip') ?? '';
    const warning = badge.startsWith('!') ? new vscode.ThemeColor('list.warningForeground') : undefined;
    return new vscode.FileDecoration(badge, tooltip === '' ? undefined : tooltip, warning);
  }

  dispose(): void {
    this.registration.dispose();
  }
}
