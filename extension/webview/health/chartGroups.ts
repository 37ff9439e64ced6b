import type { LogMetric, LogRun } from '../../src/protocol';
import type { CurveKey, PanelLog } from '../../src/webview/healthMessages';

export type ChartKind = 'loss' | 'learningRate' | 'gradient' | 'speed' | 'evaluation' | 'other';

/** One chart: what was logged of a subject while training and while evaluating, by all runs. */
export interface ChartSubject {
  /** The metric without `eval_`. */
  readonly key: string;
  readonly kind: ChartKind;
  /** The metrics of its curves, for its title. */
  readonly metrics: readonly string[];
  readonly curves: readonly ChartCurve[];
}

export interface ChartCurve {
  readonly key: CurveKey;
  /** Its training run among all logs: what has one colour, and is switched on and off. */
  readonly run: string;
  readonly runName: string;
  readonly evaluation: boolean;
  /** Drawn as it is: it has no noise that smoothing could take away, or too few points. */
  readonly asItIs: boolean;
  readonly points: number;
  readonly last: number | null;
}

/** More are behind a button. */
const MOST_SHOWN = 8;
const ORDER: readonly ChartKind[] = ['loss', 'learningRate', 'gradient', 'speed', 'evaluation', 'other'];
/** Figures about an evaluation itself: they have no counterpart in training. */
const TIMINGS = new Set([
  'runtime',
  'samples_per_second',
  'steps_per_second',
  'model_preparation_time',
  'jit_compilation_time',
]);
const SPEED = /^(train_)?(tokens|steps|samples|num_input_tokens|train_tokens)_per_(second|sec)(_per_gpu)?$/;
/** Single figures of a whole training, and counters. */
const SUMMARY =
  /^(train_(runtime|loss|samples_per_second|steps_per_second)|total_flos|epoch|step|num_tokens|num_input_tokens_seen)$/;

/** How many of the charts are not behind a button: what is a single figure of a whole training is no curve. */
export function shownCharts(subjects: readonly ChartSubject[]): number {
  const figure = subjects.findIndex(
    ({ kind, curves }) => kind === 'other' && curves.every(({ points }) => points < 2),
  );
  return Math.min(figure < 0 ? subjects.length : Math.max(figure, 1), MOST_SHOWN);
}

/** `log|run`, as `HealthView.hidden` names it. */
export function runId(log: string, run: string): string {
  return `${log}|${run}`;
}

/** A run among others: the log's name, and the run's where there are several in it. */
export function runName(log: PanelLog, run: LogRun): string {
  const { name } = log.subject;
  return run.name === '' || run.name === name ? name : `${name} ${run.name}`;
}

/** The charts of all logs, the most telling first. */
export function chartSubjects(logs: readonly PanelLog[]): ChartSubject[] {
  const charts = new Map<string, ChartCurve[]>();
  for (const log of logs) {
    for (const run of log.state?.runs ?? []) {
      for (const metric of run.metrics) {
        const { base } = parted(metric.name);
        const curves = charts.get(base) ?? [];
        curves.push(curveOf(log, run, metric));
        charts.set(base, curves);
      }
    }
  }
  return [...charts]
    .map(([key, curves]) => ({
      key,
      kind: kindOf(key, curves),
      metrics: [...new Set(curves.map((curve) => curve.key.metric))].sort(byTraining),
      curves,
    }))
    .sort((one, other) => rank(one) - rank(other));
}

function curveOf(log: PanelLog, run: LogRun, { name, points, last }: LogMetric): ChartCurve {
  const { base, evaluation } = parted(name);
  return {
    key: { log: log.subject.log, run: run.key, metric: name },
    run: runId(log.subject.log, run.key),
    runName: runName(log, run),
    evaluation,
    asItIs: evaluation || base === 'learning_rate' || base === 'epoch',
    points,
    last,
  };
}

function parted(metric: string): { base: string; evaluation: boolean } {
  const [, part, rest] = /^(?:(eval|test|train)[_/])(.+)$/.exec(metric) ?? [];
  if (part === undefined || rest === undefined || TIMINGS.has(rest) || SUMMARY.test(metric)) {
    return { base: metric, evaluation: false };
  }
  if (part === 'train') {
    return { base: metric.startsWith('train/') ? rest : metric, evaluation: false };
  }
  return { base: rest, evaluation: true };
}

function kindOf(base: string, curves: readonly ChartCurve[]): ChartKind {
  if (base === 'loss') {
    return 'loss';
  }
  if (base === 'learning_rate') {
    return 'learningRate';
  }
  if (base === 'grad_norm') {
    return 'gradient';
  }
  if (SUMMARY.test(base)) {
    return 'other';
  }
  if (SPEED.test(base)) {
    return 'speed';
  }
  return curves.some(({ evaluation }) => evaluation) ? 'evaluation' : 'other';
}

/** By kind; then what has a line before what is a single point. */
function rank({ kind, key, curves }: ChartSubject): number {
  const single = curves.every(({ points }) => points < 2) ? 1 : 0;
  const summary = SUMMARY.test(key) || TIMINGS.has(key.replace(/^eval_/, '')) ? 2 : 0;
  return ORDER.indexOf(kind) * 4 + (kind === 'other' ? single + summary : 0);
}

function byTraining(one: string, other: string): number {
  return Number(one.startsWith('eval')) - Number(other.startsWith('eval'));
}
