// How findings are told where there is little room; all of it is told when the run is opened.
import { env, l10n } from 'vscode';
import type { Run, RunFinding } from '../protocol';
import { graveFindings } from './findings';

/** More than anybody reads in one notification. */
const TOLD = 3;

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

/** What a notification says of some findings of a run: which run, what, and what to do about the gravest. */
export function noticeWords({ name }: Run, findings: readonly RunFinding[]): string {
  const sentences = findings.slice(0, TOLD).map(({ message }) => firstSentence(message));
  const more = findings.length - sentences.length;
  const rest = more > 0 ? [l10n.t('{0} more findings.', more)] : [];
  return [`${name}:`, ...sentences, ...rest, findings[0]?.advice ?? ''].join(' ').trim();
}
