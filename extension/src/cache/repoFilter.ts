// Which repositories and revisions are shown. Pure.
import { REPO_TYPES, type RepoType } from '../repoType';
import type { CacheRepo } from '../protocol';

export interface RepoFilter {
  /** Empty: every type. */
  readonly types: readonly RepoType[];
  readonly text: string;
  /** Not used for so many days. */
  readonly olderThanDays: number | null;
  readonly detachedOnly: boolean;
  readonly unusedHere: boolean;
}

export const NO_FILTER: RepoFilter = {
  types: [],
  text: '',
  olderThanDays: null,
  detachedOnly: false,
  unusedHere: false,
};

const DAY_SECONDS = 24 * 60 * 60;

export function isFiltering(filter: RepoFilter): boolean {
  return (
    filter.types.length > 0 ||
    filter.text !== '' ||
    filter.olderThanDays !== null ||
    filter.detachedOnly ||
    filter.unusedHere
  );
}

/** The repository as the filter leaves it; undefined when it is not shown. `now` is seconds since the epoch. */
export function filterRepo(repo: CacheRepo, filter: RepoFilter, now: number): CacheRepo | undefined {
  const { types, text, olderThanDays, detachedOnly, unusedHere } = filter;
  if (types.length > 0 && !types.some((type) => type === repo.repoType)) {
    return undefined;
  }
  if (text !== '' && !mentions(repo, text.toLowerCase())) {
    return undefined;
  }
  if (olderThanDays !== null && !isOlder(repo, now - olderThanDays * DAY_SECONDS)) {
    return undefined;
  }
  // "Not looked yet" is not "unused": what is shown as unused may be deleted next.
  if (unusedHere && repo.usedHere !== false) {
    return undefined;
  }
  if (!detachedOnly) {
    return repo;
  }
  const revisions = repo.revisions.filter(({ refs }) => refs.length === 0);
  return revisions.length === 0 ? undefined : { ...repo, revisions };
}

/** A filter out of what an older version of ours may have kept: checked, not believed. */
export function asFilter(value: unknown): RepoFilter {
  if (typeof value !== 'object' || value === null) {
    return NO_FILTER;
  }
  const kept = value as Partial<Record<keyof RepoFilter, unknown>>;
  const types = Array.isArray(kept.types) ? (kept.types as unknown[]) : [];
  return {
    types: REPO_TYPES.filter((type) => types.includes(type)),
    text: typeof kept.text === 'string' ? kept.text : '',
    olderThanDays: typeof kept.olderThanDays === 'number' ? kept.olderThanDays : null,
    detachedOnly: kept.detachedOnly === true,
    unusedHere: kept.unusedHere === true,
  };
}

function mentions({ repoId, revisions }: CacheRepo, text: string): boolean {
  return (
    repoId.toLowerCase().includes(text) ||
    revisions.some(
      ({ commitHash, refs }) =>
        commitHash.startsWith(text) || refs.some((ref) => ref.toLowerCase().includes(text)),
    )
  );
}

function isOlder({ lastAccessed, lastModified }: CacheRepo, moment: number): boolean {
  const last = Math.max(lastAccessed, lastModified);
  return last > 0 && last < moment;
}
