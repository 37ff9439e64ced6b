// What the panels show, in words.
import { l10n, Uri, workspace } from 'vscode';
import type { CacheDeleted, CacheOutcome, CacheRepaired, CacheVerified } from '../protocol';
import type { Fault, Outcome, OutcomePage, PlanPage, VerificationPage } from '../webview/cacheMessages';
import { formatSize } from './byteSize';
import { type DeletionPlan, mentionsByFile } from './deletionPlan';
import { countTargets } from './targetCounts';
import { shortCommit } from './repoDescription';
import { countWords, fileCount, number } from './words';

export function planPage(deletion: DeletionPlan, busy: boolean): PlanPage {
  const { plan, targets } = deletion;
  return {
    kind: 'plan',
    summary:
      targets.length === 0
        ? l10n.t('Nothing is selected.')
        : l10n.t('Deletes {0}, frees {1}', countWords(countTargets(targets)), formatSize(plan.freed)),
    items: deletion.items.map(({ item, key, included }) => ({
      key,
      label: item.label,
      detail: item.detail,
      size: formatSize(item.size),
      refs: included ? item.refs : [],
      included,
    })),
    mentioned: mentionsByFile(plan.mentions).map(([uri, mentions]) => ({
      uri,
      path: workspace.asRelativePath(Uri.parse(uri)),
      mentions: mentions.map(({ line, character, text, repoId, revision }) => ({
        line,
        character,
        text,
        repoId,
        pinned: revision === null ? null : shortRevision(revision),
      })),
    })),
    uses: plan.uses,
    problems: plan.problems,
    busy,
    deletable: targets.length > 0 && plan.items.length > 0,
  };
}

export function deletionSummary({ outcomes, freed, cancelled }: CacheDeleted): string {
  const failed = outcomes.filter(({ problem }) => problem !== '').length;
  const size = formatSize(freed);
  if (cancelled) {
    return l10n.t('Stopped. Freed {0}; the rest is as it was.', size);
  }
  return failed === 0
    ? l10n.t('Freed {0}.', size)
    : l10n.t('Freed {0}. {1} of {2} could not be deleted.', size, number(failed), number(outcomes.length));
}

export function repairSummary({ fetchedFiles, fetchedBytes, cancelled }: CacheRepaired): string {
  const fetched = l10n.t('Fetched {0}, {1}.', fileCount(fetchedFiles), formatSize(fetchedBytes));
  return cancelled ? l10n.t('Stopped. {0}', fetched) : fetched;
}

export function outcomePage(summary: string, outcomes: readonly CacheOutcome[], retry: boolean): OutcomePage {
  return { kind: 'outcomes', summary, outcomes: outcomes.map(outcome), retry, busy: false };
}

export function verificationPage(
  verified: CacheVerified,
  repositoryName: (root: string, name: string) => string,
  busy: boolean,
): VerificationPage {
  const { faults, problems } = verified;
  return {
    kind: 'verification',
    summary: verificationSummary(verified),
    faults: faults.map(({ target, kind, detail }): Fault => ({
      repository: [repositoryName(target.root, target.name), shortCommit(target.revision ?? '')]
        .filter((part) => part !== '')
        .join(' · '),
      file: target.file ?? '',
      kind,
      detail,
    })),
    problems: problems.map(outcome),
    repairable: faults.filter(({ kind }) => kind !== 'extra').length,
    busy,
  };
}

export function verificationSummary(verified: CacheVerified): string {
  const { checkedFiles, checkedRevisions, faults, problems, cancelled } = verified;
  const files = fileCount(checkedFiles);
  const checked =
    checkedFiles === 0
      ? ''
      : checkedRevisions === 1
        ? l10n.t('Verified {0} of 1 revision.', files)
        : l10n.t('Verified {0} of {1} revisions.', files, number(checkedRevisions));
  const found =
    faults.length > 0
      ? l10n.t('Different from the Hub: {0}.', fileCount(faults.length))
      : checkedFiles > 0
        ? l10n.t('All of them are as on the Hub.')
        : '';
  const left = problems.length > 0 ? l10n.t('Could not be verified: {0}.', number(problems.length)) : '';
  const stopped = cancelled ? l10n.t('Stopped before the end.') : '';
  const parts = [checked, found, left, stopped].filter((part) => part !== '');
  return parts.length === 0 ? l10n.t('There is nothing to verify.') : parts.join(' ');
}

function outcome({ label, freed, problem }: CacheOutcome): Outcome {
  return { label, size: freed > 0 ? formatSize(freed) : '', problem };
}

/** A tag stays as it is; a commit is known by its beginning. */
function shortRevision(revision: string): string {
  return /^[0-9a-f]{40}$/.test(revision) ? shortCommit(revision) : revision;
}
