// What can be pruned of some roots, to be picked from.
import { l10n, type QuickPickItem } from 'vscode';
import type { CacheRoot } from '../protocol';

export interface PruneItem extends QuickPickItem {
  readonly what: 'detached' | 'incomplete' | 'unused-shared';
}

export function pruneItems(roots: readonly CacheRoot[]): PruneItem[] {
  const items: PruneItem[] = [
    {
      label: l10n.t('$(git-commit) Detached revisions'),
      detail: l10n.t('Snapshots that no branch or tag points to any more'),
      what: 'detached',
      picked: true,
    },
    {
      label: l10n.t('$(cloud-download) Incomplete downloads'),
      detail: l10n.t('What interrupted downloads left behind'),
      what: 'incomplete',
      picked: true,
    },
  ];
  // Only newer versions of huggingface_hub have such blobs: to everybody else the choice would be a riddle.
  if (roots.some(({ extras }) => extras.some(({ kind }) => kind === 'unused-shared'))) {
    items.push({
      label: l10n.t('$(trash) Unused shared blobs'),
      detail: l10n.t('Shared files that no repository uses any more'),
      what: 'unused-shared',
      picked: true,
    });
  }
  return items;
}
