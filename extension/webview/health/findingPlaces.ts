import type { LogFinding, LogRun } from '../../src/protocol';
import type { Axis, PanelLog } from '../../src/webview/healthMessages';
import type { ChartKind, ChartSubject } from './chartGroups';
import { runId } from './chartGroups';
import type { CurvePoints } from './pointStore';
import type { Range } from './ranges';

/** Which chart shows what a rule is about; the loss shows the rest. */
const CHARTS: Readonly<Record<string, ChartKind>> = {
  'exploding-gradients': 'gradient',
  'vanishing-gradients': 'gradient',
  'learning-rate-range': 'learningRate',
  'no-warm-up': 'learningRate',
  'schedule-length': 'learningRate',
  'throughput-falling': 'speed',
  'majority-class': 'evaluation',
};
/** What a classifier that always says the same looks good or bad by. */
const CLASSIFIED = /^(accuracy|f1|.*accuracy|.*f1.*)$/;

/** A finding where it is drawn. */
export interface MarkedFinding {
  readonly log: string;
  /** `log|run`. */
  readonly run: string;
  readonly runName: string;
  readonly finding: LogFinding;
  readonly of: LogRun;
}

/** The findings of all logs by the chart that they are drawn in, which is named by its key. */
export function markedFindings(
  logs: readonly PanelLog[],
  charts: readonly ChartSubject[],
): ReadonlyMap<string, readonly MarkedFinding[]> {
  const marked = new Map<string, MarkedFinding[]>();
  for (const { subject, state } of logs) {
    for (const finding of state?.findings ?? []) {
      const of = state?.runs.find(({ key }) => key === finding.run);
      const run = runId(subject.log, finding.run);
      const chart = chartOf(
        finding.rule,
        charts.filter(({ curves }) => curves.some((each) => each.run === run)),
      );
      if (of === undefined || chart === undefined) {
        continue;
      }
      const name = chart.curves.find((each) => each.run === run)?.runName ?? subject.name;
      const found = marked.get(chart.key) ?? [];
      found.push({ log: subject.log, run, runName: name, finding, of });
      marked.set(chart.key, found);
    }
  }
  return marked;
}

function chartOf(rule: string, charts: readonly ChartSubject[]): ChartSubject | undefined {
  const kind = CHARTS[rule] ?? 'loss';
  const fitting = charts.filter((chart) => chart.kind === kind);
  return (
    fitting.find(({ key }) => kind === 'evaluation' && CLASSIFIED.test(key)) ??
    fitting[0] ??
    charts.find((chart) => chart.kind === 'loss') ??
    charts[0]
  );
}

/**
 * Where the steps of a finding are on the axis. On that of epochs and times a step is looked for by its share of the
 * run's points, as they are logged at even steps. Undefined: there are no points to tell by.
 */
export function placesOf(
  { finding, of }: MarkedFinding,
  axis: Axis,
  points: CurvePoints | undefined,
): Range | undefined {
  const { firstStep: first, lastStep: last } = finding;
  if (axis === 'step') {
    return { min: first, max: last };
  }
  if (points?.axis !== axis || points.length === 0) {
    return undefined;
  }
  const begin = of.firstStep ?? 1;
  const end = of.lastStep ?? of.rows;
  const at = (step: number): number => {
    const share = end > begin ? Math.min(1, Math.max(0, (step - begin) / (end - begin))) : 0;
    const position = share * (points.length - 1);
    const low = points.places[Math.floor(position)] ?? NaN;
    const high = points.places[Math.ceil(position)] ?? NaN;
    return low + (high - low) * (position % 1);
  };
  return { min: at(first), max: at(last) };
}
