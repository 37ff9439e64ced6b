// The words of the cache's panels. `vscode.l10n` does not exist inside a webview, so the host translates and sends
// them. Placeholders such as {0} are filled in there.
import { l10n } from 'vscode';

export function cacheStrings() {
  return {
    // what a deletion would do
    items: l10n.t('What goes'),
    all: l10n.t('All'),
    refsLost: l10n.t('Refs that go with it: {0}'),
    delete: l10n.t('Delete…'),
    cancel: l10n.t('Cancel'),
    planning: l10n.t('Working…'),
    // what breaks
    breaks: l10n.t('Breaks: a revision that would be gone is pinned here'),
    mentioned: l10n.t('Named in this workspace'),
    notMentioned: l10n.t('Nothing in this workspace names it.'),
    pins: l10n.t('breaks: pins {0}'),
    openAt: l10n.t('Open {0} at line {1}'),
    // what is in use
    uses: l10n.t('In use now'),
    openIn: l10n.t('open in {0}'),
    locked: l10n.t('a download holds its lock'),
    // what cannot be done
    problems: l10n.t('Cannot be deleted'),
    // what became of it
    outcomes: l10n.t('Result'),
    done: l10n.t('done'),
    failed: l10n.t('failed'),
    retry: l10n.t('Try the Failed Ones Again'),
    close: l10n.t('Close'),
    // verification
    faults: l10n.t('Files that differ from the Hub'),
    missing: l10n.t('missing'),
    mismatch: l10n.t('changed'),
    extra: l10n.t('not on the Hub'),
    notFetchedOne: l10n.t('Not downloaded: 1 file'),
    notFetchedMany: l10n.t('Not downloaded: {0} files'),
    fetch: l10n.t('Download Them'),
    notVerified: l10n.t('Could not be verified'),
    repairOne: l10n.t('Repair 1 File'),
    repairMany: l10n.t('Repair {0} Files'),
  };
}

export type CacheStrings = Readonly<ReturnType<typeof cacheStrings>>;
