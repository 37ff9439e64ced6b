// What things of the cache are called.
import { env, l10n } from 'vscode';
import type { CacheRepo } from '../protocol';
import type { GroupKind } from './nodes';
import type { RepoOrder } from './repoOrder';
import type { TargetCounts } from './targetCounts';

export function groupName(group: GroupKind): string {
  switch (group) {
    case 'model':
      return l10n.t('Models');
    case 'dataset':
      return l10n.t('Datasets');
    case 'space':
      return l10n.t('Spaces');
    case 'kernel':
      return l10n.t('Kernels');
    case 'damaged':
      return l10n.t('Damaged');
  }
}

export function orderName(order: RepoOrder): string {
  switch (order) {
    case 'size':
      return l10n.t('Size');
    case 'used':
      return l10n.t('Last used');
    case 'name':
      return l10n.t('Name');
  }
}

export function markerName(marker: CacheRepo['markers'][number]): string {
  switch (marker) {
    case 'chat-template':
      return l10n.t('chat template');
    case 'custom-code':
      return l10n.t('custom code');
    case 'gated':
      return l10n.t('gated');
  }
}

export function fileCount(count: number): string {
  return count === 1 ? l10n.t('1 file') : l10n.t('{0} files', number(count));
}

/** `2 repositories, 1 revision` */
export function countWords(counts: TargetCounts): string {
  const { repositories, revisions, files, downloads, blobs } = counts;
  return [
    repositories === 1 ? l10n.t('1 repository') : l10n.t('{0} repositories', number(repositories)),
    revisions === 1 ? l10n.t('1 revision') : l10n.t('{0} revisions', number(revisions)),
    fileCount(files),
    downloads === 1
      ? l10n.t('1 interrupted download')
      : l10n.t('{0} interrupted downloads', number(downloads)),
    blobs === 1 ? l10n.t('1 unused shared blob') : l10n.t('{0} unused shared blobs', number(blobs)),
  ]
    .filter((_, index) => [repositories, revisions, files, downloads, blobs][index] !== 0)
    .join(l10n.t(', '));
}

export function number(value: number): string {
  return value.toLocaleString(env.language);
}
