// What a verification shows, in words.
import { l10n } from 'vscode';
import type { CacheFault, CacheTarget, CacheVerified } from '../protocol';
import type { Fault, FilesOfRevision, VerificationPage } from '../webview/cacheMessages';
import { outcome } from './pages';
import { shortCommit } from './repoDescription';
import { fileCount, number } from './words';

type RepositoryName = (root: string, name: string) => string;

/** Whether a repair mends it. A file that is only here may be somebody's own; one never fetched is not missed. */
export function isRepairable({ kind }: CacheFault): boolean {
  return kind === 'missing' || kind === 'mismatch';
}

export function isNotFetched({ kind }: CacheFault): boolean {
  return kind === 'not-fetched';
}

export function verificationPage(
  verified: CacheVerified,
  repositoryName: RepositoryName,
  busy: boolean,
): VerificationPage {
  const { faults, problems } = verified;
  const revisionName = ({ root, name, revision }: CacheTarget): string =>
    [repositoryName(root, name), shortCommit(revision ?? '')].filter((part) => part !== '').join(' · ');
  return {
    kind: 'verification',
    summary: verificationSummary(verified),
    faults: faults.flatMap(({ target, kind, detail }): Fault[] =>
      kind === 'not-fetched'
        ? []
        : [{ repository: revisionName(target), file: target.file ?? '', kind, detail }],
    ),
    notFetched: byRevision(faults.filter(isNotFetched), revisionName),
    problems: problems.map(outcome),
    repairable: faults.filter(isRepairable).length,
    busy,
  };
}

export function verificationSummary(verified: CacheVerified): string {
  const { checkedFiles, checkedRevisions, faults, problems, cancelled, skippedRevisions } = verified;
  const files = fileCount(checkedFiles);
  const different = faults.filter((fault) => !isNotFetched(fault)).length;
  const notFetched = faults.length - different;
  const checked =
    checkedFiles === 0
      ? ''
      : checkedRevisions === 1
        ? l10n.t('Verified {0} of 1 revision.', files)
        : l10n.t('Verified {0} of {1} revisions.', files, number(checkedRevisions));
  const found =
    different > 0
      ? l10n.t('Different from the Hub: {0}.', fileCount(different))
      : checkedFiles > 0
        ? l10n.t('All of them are as on the Hub.')
        : '';
  const more = notFetched > 0 ? l10n.t('Never downloaded: {0}.', fileCount(notFetched)) : '';
  const unknown = problems.length + (skippedRevisions ?? 0);
  const left = unknown > 0 ? l10n.t('Could not be verified: {0}.', number(unknown)) : '';
  const stopped = cancelled ? l10n.t('Stopped before the end.') : '';
  const parts = [checked, found, more, left, stopped].filter((part) => part !== '');
  return parts.length === 0 ? l10n.t('There is nothing to verify.') : parts.join(' ');
}

/** What is said when nothing is wrong. */
export function wholeWords(verified: CacheVerified): string {
  const { checkedFiles, cancelled, faults } = verified;
  const notFetched = faults.filter(isNotFetched).length;
  if (cancelled || checkedFiles === 0) {
    return verificationSummary(verified);
  }
  if (checkedFiles === 1) {
    return notFetched === 0
      ? l10n.t('The file is as on the Hub.')
      : l10n.t('The file is as on the Hub; {0} more were never downloaded.', number(notFetched));
  }
  return notFetched === 0
    ? l10n.t('All {0} are as on the Hub.', fileCount(checkedFiles))
    : l10n.t(
        'All {0} are as on the Hub; {1} more were never downloaded.',
        fileCount(checkedFiles),
        number(notFetched),
      );
}

function byRevision(
  faults: readonly CacheFault[],
  revisionName: (target: CacheTarget) => string,
): FilesOfRevision[] {
  const files = new Map<string, string[]>();
  for (const { target } of faults) {
    const repository = revisionName(target);
    files.set(repository, [...(files.get(repository) ?? []), target.file ?? '']);
  }
  return [...files].map(([repository, names]) => ({ repository, files: names }));
}
