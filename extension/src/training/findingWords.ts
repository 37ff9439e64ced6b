// How findings are told where there is little room; all of it is told when the run is opened.
import { env, l10n } from 'vscode';
import type { Run, RunFinding } from '../protocol';
import { graveFindings } from './findings';

export function severityName(severity: RunFinding['severity']): string {
  switch (severity) {
    case 'error':
      return l10n.t('Error');
    case 'warning':
      return l10n.t('Warning');
    case 'info':
      return l10n.t('Hint');
  }
}

/** `⚠ 2`; empty: nothing has to be done. */
export function findingMark(run: Run): string {
  const count = graveFindings(run).length;
  return count === 0 ? '' : `⚠ ${count.toLocaleString(env.language)}`;
}

/** Numbers have a point inside of them; a sentence ends before a space. */
export function firstSentence(message: string): string {
  const text = message.trim();
  return (/^.*?(?:[.!?](?=\s|$)|。|$)/m.exec(text)?.[0] ?? text).trim();
}

/** As the row of a run has it: without its last full stop. */
export function findingLabel({ message }: RunFinding): string {
  return firstSentence(message).replace(/[.。]$/, '');
}

/** What a screen reader says in place of the mark. */
export function findingNames(run: Run): string {
  const found = graveFindings(run);
  if (found.length === 0) {
    return '';
  }
  const names = found.map(findingLabel).join('; ');
  return found.length === 1
    ? l10n.t('1 finding: {0}', names)
    : l10n.t('{0} findings: {1}', found.length, names);
}

/** `step 20`, `steps 20–60`; empty: it is about no step. */
export function stepsWords({ firstStep, lastStep }: RunFinding): string {
  const [first, last] = [firstStep, lastStep].map((step) => step.toLocaleString(env.language));
  if (lastStep <= 0) {
    return '';
  }
  return firstStep < lastStep
    ? l10n.t('steps {0}–{1}', first ?? '', last ?? '')
    : l10n.t('step {0}', last ?? '');
}

/** Between sentences there is a space, but for those that end without one. */
export function sentences(...parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .join(' ')
    .replaceAll('。 ', '。');
}

/** What a notification says: which run, what is gravest, and what to do about it. The others are in the run. */
export function noticeWords({ name }: Run, [gravest, ...others]: readonly RunFinding[]): string {
  const more =
    others.length === 0
      ? ''
      : others.length === 1
        ? l10n.t('1 more finding.')
        : l10n.t('{0} more findings.', others.length);
  return sentences(`${name}:`, firstSentence(gravest?.message ?? ''), gravest?.advice ?? '', more);
}
