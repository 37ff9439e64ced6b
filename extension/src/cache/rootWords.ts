// What is said about a root.
import { l10n } from 'vscode';
import type { CacheList } from '../protocol';
import { formatSize } from '../byteSize';
import type { RootFacts } from './nodes';
import { joined } from './repoDescription';

/** The end of its path: two caches are often both called `hub`. */
export function rootName({ path }: RootFacts): string {
  return path
    .split(/[\\/]/)
    .filter((part) => part !== '')
    .slice(-2)
    .join('/');
}

export function rootDescription({ sizeOnDisk, free, state, active }: RootFacts): string {
  return joined([
    state === 'ok' || state === 'reading' ? formatSize(sizeOnDisk) : rootState(state),
    free === null ? '' : l10n.t('{0} free', formatSize(free)),
    active ? '' : l10n.t('added'),
  ]);
}

/** What all caches take and what is left on the disk of the active one; of one that is not there, where it is not. */
export function totalDescription({ roots }: CacheList): string {
  const active = roots.find((root) => root.active) ?? roots[0];
  if (roots.length === 1 && active && active.state !== 'ok' && active.state !== 'reading') {
    return active.path;
  }
  return joined([
    formatSize(roots.reduce((sum, { sizeOnDisk }) => sum + sizeOnDisk, 0)),
    active?.free == null ? '' : l10n.t('{0} free', formatSize(active.free)),
  ]);
}

function rootState(state: Exclude<RootFacts['state'], 'ok' | 'reading'>): string {
  switch (state) {
    case 'empty':
      return l10n.t('empty');
    case 'missing':
      return l10n.t('does not exist');
    case 'unreadable':
      return l10n.t('cannot be read');
    case 'foreign':
      return l10n.t('not a cache');
  }
}
