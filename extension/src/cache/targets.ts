// What a selection in the tree means for deleting and for verifying. Pure.
import type { CacheTarget } from '../protocol';
import type { CacheNode, RepoNode } from './nodes';

/** What a selection would delete. The names of leftovers are known to the server alone: it is asked. */
export interface DeletionRequest {
  readonly targets: readonly CacheTarget[];
  readonly leftovers: readonly Leftovers[];
}

export interface Leftovers {
  readonly root: string;
  readonly what: 'incomplete' | 'unused-shared';
  /** The repository's folder; undefined: all that the root has. */
  readonly name: string | undefined;
}

export function deletionRequest(nodes: readonly CacheNode[]): DeletionRequest {
  const targets = nodes.flatMap((node): CacheTarget[] => {
    switch (node.kind) {
      case 'repo':
        return repoTargets(node);
      case 'revision':
        return [{ root: node.root, name: node.repo.name, revision: node.revision.commitHash }];
      case 'file':
        return [{ root: node.root, name: node.repo.name, revision: node.commitHash, file: node.file.path }];
      case 'root':
      case 'group':
      case 'extra':
      case 'incomplete':
      case 'message':
        return [];
    }
  });
  const leftovers = nodes.flatMap((node): Leftovers[] => {
    if (node.kind === 'incomplete') {
      return [{ root: node.root, what: 'incomplete', name: node.repo.name }];
    }
    return node.kind === 'extra' && (node.extra.kind === 'incomplete' || node.extra.kind === 'unused-shared')
      ? [{ root: node.root, what: node.extra.kind, name: undefined }]
      : [];
  });
  return { targets: withoutOverlap(targets), leftovers };
}

/** A file is verified with its revision; the Hub's checksums are of revisions. */
export function verificationTargets(nodes: readonly CacheNode[]): readonly CacheTarget[] {
  const targets = nodes.flatMap((node): CacheTarget[] => {
    switch (node.kind) {
      case 'root':
      case 'group':
        return [...verificationTargets(node.children)];
      case 'repo':
        // Damage may be a single lost file: just what a repair mends.
        return repoTargets(node);
      case 'revision':
        return [{ root: node.root, name: node.repo.name, revision: node.revision.commitHash }];
      case 'file':
        return [{ root: node.root, name: node.repo.name, revision: node.commitHash }];
      case 'extra':
      case 'incomplete':
      case 'message':
        return [];
    }
  });
  return withoutOverlap(targets);
}

/** Nothing that a filter hides is deleted with what it shows. */
function repoTargets({ root, repo, partial, children }: RepoNode): CacheTarget[] {
  return partial
    ? children.map(({ revision }) => ({ root, name: repo.name, revision: revision.commitHash }))
    : [{ root, name: repo.name }];
}

/** Each once, and nothing that lies in another one. */
export function withoutOverlap(targets: readonly CacheTarget[]): readonly CacheTarget[] {
  const all = new Set(targets.map(targetKey));
  const seen = new Set<string>();
  return targets.filter((target) => {
    const key = targetKey(target);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew && !around(target).some((larger) => all.has(targetKey(larger)));
  });
}

export function targetKey({ root, name, revision, file }: CacheTarget): string {
  return JSON.stringify([root, name, revision ?? null, file ?? null]);
}

/** The revision and the repository a target lies in. */
function around({ root, name, revision, file }: CacheTarget): CacheTarget[] {
  const larger: CacheTarget[] = [];
  if (revision && file) {
    larger.push({ root, name, revision });
  }
  if (name !== '' && (revision || file)) {
    larger.push({ root, name });
  }
  return larger;
}
