// The tree out of what the server knows, the order and the filter. Pure.
import type { CacheExtra, CacheList, CacheRepo, CacheRoot } from '../protocol';
import {
  type CacheNode,
  type ExtraNode,
  type GroupKind,
  type GroupNode,
  type IncompleteNode,
  nodeId,
  REPO_TYPES,
  type RepoNode,
  type RevisionNode,
  type RootFacts,
} from './nodes';
import { filterRepo, isFiltering, type RepoFilter } from './repoFilter';
import { type RepoOrder, sortRepos } from './repoOrder';

export interface Look {
  readonly order: RepoOrder;
  readonly filter: RepoFilter;
  /** Seconds since the epoch. */
  readonly now: number;
}

/** With one root its groups stand at the top; with several, each root is a node. */
export function buildTree({ roots }: CacheList, look: Look): readonly CacheNode[] {
  const [only] = roots;
  if (roots.length === 1 && only) {
    return rootChildren(only, look);
  }
  return roots.map((root) => {
    const children = rootChildren(root, look);
    return {
      kind: 'root',
      id: root.path,
      root: rootFacts(root),
      children:
        children.length === 0 && root.message !== ''
          ? [{ kind: 'message', id: nodeId(root.path, '#message'), severity: 'info', text: root.message }]
          : children,
    };
  });
}

function rootFacts(root: CacheRoot): RootFacts {
  const { path, active, reason, state, message, sizeOnDisk, free, warnings } = root;
  return { path, active, reason, state, message, sizeOnDisk, free, warnings };
}

function rootChildren(root: CacheRoot, look: Look): readonly CacheNode[] {
  const shown = root.repos.flatMap((repo) => filterRepo(repo, look.filter, look.now) ?? []);
  const groups = [...REPO_TYPES, 'damaged' as const].flatMap((group) => {
    const repos = shown.filter((repo) => groupOf(repo) === group);
    return repos.length === 0 ? [] : [groupNode(root.path, group, sortRepos(repos, look.order))];
  });
  // A filter is about repositories: what else fills the disk would only be in the way.
  const extras = isFiltering(look.filter) ? [] : root.extras.map((extra) => extraNode(root, extra));
  const [first] = groups;
  const unfolded: readonly CacheNode[] = first ? [{ ...first, expanded: true }, ...groups.slice(1)] : [];
  return [...unfolded, ...extras];
}

/** What the library does not count stands together, whatever it was meant to be. */
function groupOf({ repoType, damage }: CacheRepo): GroupKind {
  return (damage === null ? REPO_TYPES.find((type) => type === repoType) : undefined) ?? 'damaged';
}

function groupNode(root: string, group: GroupKind, repos: readonly CacheRepo[]): GroupNode {
  return {
    kind: 'group',
    id: nodeId(root, `#${group}`),
    root,
    group,
    size: repos.reduce((sum, { sizeOnDisk }) => sum + sizeOnDisk, 0),
    expanded: false,
    children: repos.map((repo) => repoNode(root, repo)),
  };
}

function repoNode(root: string, repo: CacheRepo): RepoNode {
  const { revisions, ...facts } = repo;
  const { name, repoId, repoType, markers } = facts;
  const children = revisions.map((revision): RevisionNode => ({
    kind: 'revision',
    id: nodeId(root, name, revision.commitHash),
    root,
    repo: { name, repoId, repoType, markers },
    revision,
    shares: revision.uniqueSize < revision.sizeOnDisk,
  }));
  return { kind: 'repo', id: nodeId(root, name), root, repo: facts, children };
}

function extraNode(root: CacheRoot, extra: CacheExtra): ExtraNode {
  const interrupted =
    extra.kind === 'incomplete' ? root.repos.filter(({ incompleteCount }) => incompleteCount > 0) : [];
  const children = interrupted.map(
    ({ name, repoId, repoType, markers, incompleteCount, incompleteSize }): IncompleteNode => ({
      kind: 'incomplete',
      id: nodeId(root.path, name, '#incomplete'),
      root: root.path,
      repo: { name, repoId, repoType, markers },
      count: incompleteCount,
      size: incompleteSize,
    }),
  );
  // The datasets library's caches and the like may be several of one kind.
  return {
    kind: 'extra',
    id: nodeId(root.path, `#${extra.kind}`, extra.path),
    root: root.path,
    extra,
    children: children.sort((one, other) => other.size - one.size),
  };
}
