// The findings of all logs of a panel as one list. Pure.
import type { LogFinding } from '../../src/protocol';
import type { PanelLog } from '../../src/webview/healthMessages';

export interface ShownFinding {
  /** The same as long as the finding stands. */
  readonly key: string;
  readonly finding: LogFinding;
  readonly log: string;
  /** Place of its run among those of all logs: what has one colour. */
  readonly place: number;
  /** Of its log and run, where there are several; else empty. */
  readonly of: string;
  /** Whether its steps are those of the trainer; else rows are counted. */
  readonly stepsKnown: boolean;
  /** Whether it is known which script wrote the log. */
  readonly scriptKnown: boolean;
}

const GRAVITY: Readonly<Record<LogFinding['severity'], number>> = { error: 0, warning: 1, info: 2 };

/** The gravest first; of the same gravity in the order of the logs, and there as the server has them. */
export function findingsOf(logs: readonly PanelLog[]): ShownFinding[] {
  return logs
    .flatMap(({ subject, state }, index) =>
      (state?.findings ?? []).map((finding): ShownFinding => {
        const at = state?.runs.findIndex(({ key }) => key === finding.run) ?? -1;
        const run = state?.runs[at];
        const names = [logs.length > 1 ? subject.name : '', run?.name ?? ''];
        return {
          key: findingKey(subject.log, finding.run, finding.rule),
          finding,
          log: subject.log,
          place: firstRun(logs, index) + Math.max(0, at),
          of: names.filter((name) => name !== '').join(' · '),
          stepsKnown: run?.stepsKnown ?? true,
          scriptKnown: subject.script !== '' || (state?.script ?? '') !== '',
        };
      }),
    )
    .sort((one, other) => GRAVITY[one.finding.severity] - GRAVITY[other.finding.severity]);
}

export function findingKey(log: string, run: string, rule: string): string {
  return JSON.stringify([log, run, rule]);
}

/** Place of the first run of the `index`-th log among those of all logs. */
export function firstRun(logs: readonly PanelLog[], index: number): number {
  return logs.slice(0, index).reduce((sum, { state }) => sum + (state?.runs.length ?? 0), 0);
}
