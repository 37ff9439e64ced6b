// A long run as the host sends it: what its server tells, and the points of its curves.
import type { LogFinding, LogMetric } from '../../extension/src/protocol';
import type { Axis, PanelLog, PointsMessage } from '../../extension/src/webview/healthMessages';
import { numbers } from './randomCurves';
import { panelLog, SICK } from './panelLogs';

export interface DrawnRun {
  readonly log: string;
  readonly name: string;
  readonly steps: number;
  readonly curves: Readonly<Record<string, Float64Array>>;
  readonly findings: readonly LogFinding[];
}

/** Logs every tenth step, evaluates every hundredth; with a spike, and a value that is no number. */
export function drawnRun(changes: Partial<DrawnRun> & { seed?: number; level?: number } = {}): DrawnRun {
  const { steps = 2000, level = 1, seed = 3 } = changes;
  const next = numbers(seed);
  const count = Math.floor(steps / 10);
  const falling = (at: number): number => level * (0.35 + 1.4 * Math.exp((-4 * at) / count));
  const loss = Float64Array.from({ length: count }, (_, at) => falling(at) + 0.25 * (next() - 0.5));
  loss[Math.floor(count * 0.6)] = 3.5;
  loss[Math.floor(count * 0.3)] = NaN;
  const warmUp = Math.max(1, Math.floor(count / 10));
  return {
    log: SICK,
    name: 'sft-qwen',
    steps,
    findings: [],
    ...changes,
    curves: {
      loss,
      eval_loss: Float64Array.from({ length: Math.floor(count / 10) }, (_, at) => falling(at * 10) + 0.08),
      learning_rate: Float64Array.from(
        { length: count },
        (_, at) => 2e-4 * (at < warmUp ? at / warmUp : 1 - (at - warmUp) / (count - warmUp)),
      ),
      grad_norm: Float64Array.from({ length: count }, () => 0.5 + next() ** 4 * 6),
      tokens_per_second: Float64Array.from({ length: count }, () => 12_000 + 600 * next()),
      eval_accuracy: Float64Array.from({ length: Math.floor(count / 10) }, (_, at) => 0.9 - 0.4 / (1 + at)),
      ...changes.curves,
    },
  };
}

export function placesOf({ steps, curves }: DrawnRun, metric: string, axis: Axis = 'step'): Float64Array {
  const length = curves[metric]?.length ?? 0;
  const scale = { step: 1, epoch: 3 / steps, time: 1.7 }[axis];
  return Float64Array.from({ length }, (_, at) => ((steps * (at + 1)) / length) * scale);
}

export function drawnLog(run: DrawnRun): PanelLog {
  const metrics: LogMetric[] = Object.entries(run.curves).map(([name, values]) => ({
    name,
    points: values.length,
    last: values.findLast((value) => Number.isFinite(value)) ?? null,
  }));
  const state = panelLog().state!.runs[0]!;
  return panelLog(
    { subject: { log: run.log, name: run.name, method: '', classes: 0, script: '' } },
    {
      name: run.name,
      findings: [...run.findings],
      runs: [{ ...state, rows: run.steps / 10, firstStep: 10, lastStep: run.steps, metrics }],
    },
  );
}

export function pointsOf(run: DrawnRun, metric: string, axis: Axis = 'step', after = 0): PointsMessage {
  return {
    kind: 'points',
    curve: { log: run.log, run: '', metric },
    axis,
    generation: 1,
    after,
    places: placesOf(run, metric, axis).slice(after).buffer,
    values: Float32Array.from(run.curves[metric] ?? []).slice(after).buffer,
    more: false,
  };
}
