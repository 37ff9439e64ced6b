import { Extremes } from './extremes';
import type { CurvePoints } from './pointStore';
import { Smoothing } from './smoothing';

/** What is drawn of a curve, kept up to date as it grows: its own line and the smoothed one. */
export class Trace {
  private readonly raw = { linear: new Extremes(false), logarithmic: new Extremes(true) };
  private readonly smooth = { linear: new Extremes(false), logarithmic: new Extremes(true) };
  private smoothing: Smoothing | undefined;
  private weight = 0;

  constructor(readonly points: CurvePoints) {}

  extremes(logarithmic: boolean): Extremes {
    const { points, raw } = this;
    const chosen = logarithmic ? raw.logarithmic : raw.linear;
    chosen.extend(points.values, points.length);
    return chosen;
  }

  /** Values that are no number, which no axis can show. */
  notFinite(): Extremes {
    return this.extremes(false);
  }

  smoothed(weight: number): Float32Array<ArrayBuffer> {
    const { points } = this;
    this.smoothing ??= new Smoothing(weight);
    if (this.weight !== weight) {
      this.weight = weight;
      this.smoothing.restart(weight);
      this.smooth.linear.restart();
      this.smooth.logarithmic.restart();
    }
    this.smoothing.extend(points.values, points.length);
    return this.smoothing.values;
  }

  smoothedExtremes(weight: number, logarithmic: boolean): Extremes {
    const values = this.smoothed(weight);
    const chosen = logarithmic ? this.smooth.logarithmic : this.smooth.linear;
    chosen.extend(values, this.points.length);
    return chosen;
  }
}

const traces = new WeakMap<CurvePoints, Trace>();

/** The one trace of these points. */
export function traceOf(points: CurvePoints): Trace {
  let trace = traces.get(points);
  if (trace === undefined) {
    trace = new Trace(points);
    traces.set(points, trace);
  }
  return trace;
}
