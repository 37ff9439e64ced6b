// What the tree consists of. A node is plain data; its id stays the same from one answer of the server to the next,
// so what is expanded and selected survives. Pure.
import type { CacheExtra, CacheFile, CacheRepo, CacheRevision, CacheRoot } from '../protocol';
import type { RepoType } from '../repoType';

export type GroupKind = RepoType | 'damaged';

/** What the tree says about a root; its repositories are nodes of their own. */
export type RootFacts = Omit<CacheRoot, 'repos' | 'extras'>;

export interface RootNode {
  readonly kind: 'root';
  readonly id: string;
  readonly root: RootFacts;
  readonly children: readonly CacheNode[];
}

export interface GroupNode {
  readonly kind: 'group';
  readonly id: string;
  readonly root: string;
  /** Why the root is where it is. */
  readonly reason: string;
  readonly group: GroupKind;
  readonly size: number;
  readonly expanded: boolean;
  readonly children: readonly RepoNode[];
}

export interface RepoNode {
  readonly kind: 'repo';
  readonly id: string;
  readonly root: string;
  readonly repo: Omit<CacheRepo, 'revisions'>;
  /** The filter hides some of its revisions: what is done to it is done to those that are shown. */
  readonly partial: boolean;
  readonly children: readonly RevisionNode[];
}

export interface RevisionNode {
  readonly kind: 'revision';
  readonly id: string;
  readonly root: string;
  readonly repo: RepoIdentity;
  readonly revision: CacheRevision;
  /** Other revisions share bytes with it: deleting it alone frees less than its size. */
  readonly shares: boolean;
}

export interface FileNode {
  readonly kind: 'file';
  readonly id: string;
  readonly root: string;
  readonly repo: RepoIdentity;
  readonly commitHash: string;
  readonly file: CacheFile;
}

export interface ExtraNode {
  readonly kind: 'extra';
  readonly id: string;
  readonly root: string;
  readonly extra: CacheExtra;
  /** Interrupted downloads by repository. */
  readonly children: readonly IncompleteNode[];
}

export interface IncompleteNode {
  readonly kind: 'incomplete';
  readonly id: string;
  readonly root: string;
  readonly repo: RepoIdentity;
  readonly count: number;
  readonly size: number;
}

/** Says what is the matter where something else was expected. */
export interface MessageNode {
  readonly kind: 'message';
  readonly id: string;
  readonly severity: 'info' | 'warning';
  readonly text: string;
}

export interface RepoIdentity {
  readonly name: string;
  readonly repoId: string;
  readonly repoType: string;
  readonly markers: CacheRepo['markers'];
}

export type CacheNode =
  RootNode | GroupNode | RepoNode | RevisionNode | FileNode | ExtraNode | IncompleteNode | MessageNode;

export function childrenOf(node: CacheNode): readonly CacheNode[] {
  return 'children' in node ? node.children : [];
}

export function nodeId(root: string, ...parts: readonly string[]): string {
  return [root, ...parts].join('|');
}
