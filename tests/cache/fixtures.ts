// Repositories as the server would describe them.
import type { CacheExtra, CacheRepo, CacheRevision, CacheRoot } from '../../extension/src/protocol';

export function revision(commitHash: string, changes: Partial<CacheRevision> = {}): CacheRevision {
  return {
    commitHash,
    refs: ['main'],
    sizeOnDisk: 100,
    uniqueSize: 100,
    fileCount: 3,
    lastModified: 1000,
    ...changes,
  };
}

export function repo(repoId: string, changes: Partial<CacheRepo> = {}): CacheRepo {
  return {
    name: `models--${repoId.replace('/', '--')}`,
    repoId,
    repoType: 'model',
    sizeOnDisk: 100,
    fileCount: 3,
    lastAccessed: 1000,
    lastModified: 1000,
    revisions: [revision('a'.repeat(40))],
    incompleteSize: 0,
    incompleteCount: 0,
    markers: [],
    damage: null,
    usedHere: null,
    ...changes,
  };
}

export function extra(kind: CacheExtra['kind'], size = 10): CacheExtra {
  return { kind, label: kind, path: `/hub/${kind}`, size, detail: '' };
}

export function root(repos: CacheRepo[], changes: Partial<CacheRoot> = {}): CacheRoot {
  return {
    path: '/hub',
    active: true,
    reason: 'HF_HOME',
    state: 'ok',
    message: '',
    repos,
    extras: [],
    sizeOnDisk: repos.reduce((sum, { sizeOnDisk }) => sum + sizeOnDisk, 0),
    free: 41_000_000_000,
    warnings: [],
    ...changes,
  };
}
