// What a panel says of one log beside its curves: how it stands, and what can be done with it.
import { env, l10n } from 'vscode';
import { clockTime } from '../moments';
import type { LogState, Run, RunDetails } from '../protocol';
import { isActive, isOurs, joined, outputDescription, runSummary } from '../training/words';
import { lastParts } from './subjects';
import type { LogAction, LogSubject, PanelLog, PanelLogIcon, PanelOutput } from '../webview/healthMessages';

export interface LogFacts {
  readonly subject: LogSubject;
  readonly state: LogState | undefined;
  readonly problem: string;
  /** Of a run of the workbench. */
  readonly run: Run | undefined;
  readonly details: RunDetails | undefined;
  /** It is text that somebody pasted or dropped: its file's name says nothing to anybody. */
  readonly isKept: boolean;
  /** It is one of several. */
  readonly isOneOfSeveral: boolean;
}

/** `now`: seconds since the epoch. */
export function panelLog(facts: LogFacts, now: number): PanelLog {
  const { subject, state, problem, run, details } = facts;
  return {
    subject: { ...subject, name: logName(facts) },
    state,
    problem,
    status: run ? runSummary(run, now) : kindWords(state),
    icon: run ? runIcon(run) : 'log',
    actions: logActions(facts),
    outputs: outputs(details, now),
    command: details?.command ?? '',
  };
}

export function logName({ subject, state, run, isKept }: LogFacts): string {
  const told = run?.name ?? (isKept ? '' : (state?.name ?? ''));
  return told === '' ? subject.name : told;
}

/**
 * Runs of one script have one name, and every state of a Trainer is in a file of the same: when they began, in seconds
 * since the epoch, or the folder tells more.
 */
export function toldApart(
  logs: readonly PanelLog[],
  began: (log: string) => number | undefined,
): readonly PanelLog[] {
  return logs.map((log) => {
    const { subject } = log;
    const same = logs.filter((each) => each.subject.name === subject.name);
    const moment = began(subject.log);
    const moments = same.flatMap((each) => began(each.subject.log) ?? []);
    const name =
      moment === undefined
        ? lastParts(subject.log, 2)
        : `${subject.name} ${clockTime(moment, moments, env.language)}`;
    return same.length === 1 ? log : { ...log, subject: { ...subject, name } };
  });
}

function runIcon({ state, stopping }: Run): PanelLogIcon {
  return state === 'running' && stopping !== '' ? 'stopping' : state;
}

export function logActions({
  subject,
  state,
  problem,
  run,
  details,
  isOneOfSeveral,
}: LogFacts): readonly LogAction[] {
  const has = (condition: boolean, action: LogAction): readonly LogAction[] => (condition ? [action] : []);
  const isBroken = problem !== '' || (state?.problem ?? '') !== '';
  const canRead = state !== undefined;
  const script = details?.spec.script ?? (subject.script || (state?.script ?? ''));
  return [
    ...has(run !== undefined && !isOurs(run), 'adopt'),
    ...has(run !== undefined && isOurs(run) && isActive(run), 'stop'),
    ...has(run !== undefined && isOurs(run) && !isActive(run) && run.canResume, 'resume'),
    ...has(run !== undefined && !isActive(run), 'startAgain'),
    ...has(state?.kind === 'events' || (details?.logDirs.length ?? 0) > 0, 'tensorBoard'),
    ...has(script !== '', 'openScript'),
    ...has((details?.command ?? '') !== '', 'copyCommand'),
    ...has((state?.textLog ?? '') !== '', 'openLog'),
    ...has(run !== undefined || canRead, 'revealFolder'),
    ...has(run === undefined && canRead, 'chooseScript'),
    ...has(isBroken, 'reload'),
    ...has(isOneOfSeveral || isBroken, 'remove'),
  ];
}

function outputs(details: RunDetails | undefined, now: number): readonly PanelOutput[] {
  return (details?.outputs ?? []).map((output) => ({
    uri: output.uri,
    kind: output.kind,
    label: output.label,
    detail: outputDescription(output, now),
    step: output.step,
  }));
}

function kindWords(state: LogState | undefined): string {
  if (state === undefined) {
    return '';
  }
  return joined([kindName(state.kind), state.reading ? l10n.t('reading…') : '']);
}

function kindName(kind: LogState['kind']): string {
  switch (kind) {
    case 'run':
      return l10n.t('training run');
    case 'metrics':
      return l10n.t('metrics of a training run');
    case 'trainer-state':
      return l10n.t('state of the Trainer');
    case 'console':
      return l10n.t('console log');
    case 'events':
      return l10n.t('event files of TensorBoard');
  }
}
