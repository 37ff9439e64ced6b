// What the panels show, in words.
import { l10n, Uri, workspace } from 'vscode';
import type { CacheDeleted, CacheOutcome, CacheRepaired } from '../protocol';
import type { Outcome, OutcomePage, PlanPage } from '../webview/cacheMessages';
import { formatSize } from '../byteSize';
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

export function outcome({ label, freed, problem }: CacheOutcome): Outcome {
  return { label, size: freed > 0 ? formatSize(freed) : '', problem };
}

/** A tag stays as it is; a commit is known by its beginning. */
function shortRevision(revision: string): string {
  return /^[0-9a-f]{40}$/.test(revision) ? shortCommit(revision) : revision;
}
