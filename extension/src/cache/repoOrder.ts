// In which order repositories are shown. Pure.
import type { CacheRepo } from '../protocol';

export const REPO_ORDERS = ['size', 'used', 'name'] as const;
export type RepoOrder = (typeof REPO_ORDERS)[number];

export function asOrder(value: unknown): RepoOrder {
  return REPO_ORDERS.find((order) => order === value) ?? 'size';
}

/** The largest, or the most recently used, first; equal ones by name, so that nothing moves without a reason. */
export function sortRepos(repos: readonly CacheRepo[], order: RepoOrder): CacheRepo[] {
  return [...repos].sort((one, other) => compare(one, other, order) || byName(one, other));
}

function compare(one: CacheRepo, other: CacheRepo, order: RepoOrder): number {
  switch (order) {
    case 'size':
      return other.sizeOnDisk - one.sizeOnDisk;
    case 'used':
      return other.lastAccessed - one.lastAccessed;
    case 'name':
      return 0;
  }
}

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function byName(one: CacheRepo, other: CacheRepo): number {
  return names.compare(one.repoId, other.repoId) || (one.name < other.name ? -1 : 1);
}
