// The tree out of what the server knows, the order and the filter. Pure.
import { REPO_TYPES } from '../repoType';
import type { CacheExtra, CacheList, CacheRepo, CacheRoot } from '../protocol';
import {
  type CacheNode,
  type ExtraNode,
  type GroupKind,
  type GroupNode,
  type IncompleteNode,
  nodeId,
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
  const whole = new Map(root.repos.map((repo) => [repo.name, repo.revisions.length]));
  const shown = root.repos.flatMap((repo) => filterRepo(repo, look.filter, look.now) ?? []);
  const groups = [...REPO_TYPES, 'damaged' as const].flatMap((group) => {
    const repos = shown.filter((repo) => groupOf(repo) === group);
    const children = sortRepos(repos, look.order).map((repo) =>
      repoNode(root.path, repo, repo.revisions.length !== whole.get(repo.name)),
    );
    return children.length === 0 ? [] : [groupNode(root, group, children)];
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

function groupNode({ path, reason }: CacheRoot, group: GroupKind, children: readonly RepoNode[]): GroupNode {
  return {
    kind: 'group',
    id: nodeId(path, `#${group}`),
    root: path,
    reason,
    group,
    size: children.reduce((sum, { repo }) => sum + repo.sizeOnDisk, 0),
    expanded: false,
    children,
  };
}

function repoNode(root: string, repo: CacheRepo, partial: boolean): RepoNode {
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
  return { kind: 'repo', id: nodeId(root, name), root, repo: facts, partial, children };
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
