import type uPlot from 'uplot';
import type { LineStyle, Theme } from './colours';
import { EVALUATION_DASH } from './colours';
import { BREAK, downsample, indexAfter, indexFrom } from './downsample';
import type { Extremes } from './extremes';
import type { CurvePoints } from './pointStore';
import { type Range, union } from './ranges';
import { traceOf } from './trace';

/** A curve to paint. */
export interface PaintedCurve {
  readonly points: CurvePoints;
  readonly style: LineStyle;
  /** Drawn dashed, and with its points. */
  readonly evaluation: boolean;
  /** 0: only its own line. */
  readonly weight: number;
}

/** Steps that a finding is about, on the axis. */
export interface Band {
  readonly range: Range;
  readonly severity: 'error' | 'warning' | 'info';
}

interface Canvas {
  readonly context: CanvasRenderingContext2D;
  readonly box: uPlot.BBox;
  readonly ratio: number;
  readonly x: Range;
  toX(place: number): number;
  toY(value: number): number;
}

/** Curves, the steps of findings, and marks where a value is no number. */
export function paintCurves(
  plot: uPlot,
  curves: readonly PaintedCurve[],
  bands: readonly Band[],
  theme: Theme,
  logarithmic: boolean,
): void {
  const canvas = canvasOf(plot, logarithmic);
  const { context, box } = canvas;
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  for (const band of bands) {
    paintBand(canvas, band, theme);
  }
  context.lineJoin = 'bevel';
  for (const curve of curves) {
    paintRaw(canvas, curve, theme, logarithmic);
  }
  for (const curve of curves) {
    if (curve.weight > 0) {
      paintSmoothed(canvas, curve, logarithmic);
    }
    paintNotFinite(canvas, curve);
  }
  context.restore();
}

function canvasOf(plot: uPlot, logarithmic: boolean): Canvas {
  const { bbox: box, ctx: context } = plot;
  const x = { min: plot.scales.x?.min ?? 0, max: plot.scales.x?.max ?? 1 };
  const scale = logarithmic ? Math.log10 : (value: number): number => value;
  const bottom = scale(plot.scales.y?.min ?? 0);
  const perValue = box.height / (scale(plot.scales.y?.max ?? 1) - bottom);
  const perPlace = box.width / (x.max - x.min);
  return {
    context,
    box,
    ratio: devicePixelRatio,
    x,
    toX: (place) => box.left + (place - x.min) * perPlace,
    toY: (value) => box.top + box.height - (scale(value) - bottom) * perValue,
  };
}

function paintBand({ context, box, ratio, toX }: Canvas, { range, severity }: Band, theme: Theme): void {
  const left = toX(range.min);
  const right = toX(range.max);
  context.fillStyle = theme.severity[severity];
  context.globalAlpha = theme.highContrast ? 0.25 : 0.1;
  context.fillRect(left, box.top, Math.max(right - left, ratio), box.height);
  context.globalAlpha = 0.8;
  context.strokeStyle = theme.severity[severity];
  context.lineWidth = ratio;
  context.setLineDash([3 * ratio, 3 * ratio]);
  context.beginPath();
  context.moveTo(Math.round(left) + 0.5, box.top);
  context.lineTo(Math.round(left) + 0.5, box.top + box.height);
  context.stroke();
  context.globalAlpha = 1;
  context.setLineDash([]);
}

function paintRaw(canvas: Canvas, curve: PaintedCurve, theme: Theme, logarithmic: boolean): void {
  const { context, ratio } = canvas;
  const { points, style, evaluation, weight } = curve;
  const pale = weight > 0;
  const indices = chosen(canvas, points, traceOf(points).extremes(logarithmic));
  context.strokeStyle = context.fillStyle = style.colour;
  context.globalAlpha = pale ? (theme.highContrast ? 0.6 : 0.35) : 1;
  context.lineWidth = (pale ? 1 : evaluation ? 1.75 : 1.5) * ratio;
  context.setLineDash((evaluation ? EVALUATION_DASH : style.dash).map((length) => length * ratio));
  const few = indices.length * 8 * ratio < canvas.box.width;
  strokeLine(canvas, indices, points.places, points.values, evaluation && few ? 2.5 * ratio : 0);
  context.globalAlpha = 1;
  context.setLineDash([]);
}

function paintSmoothed(canvas: Canvas, { points, style, weight }: PaintedCurve, logarithmic: boolean): void {
  const { context, ratio } = canvas;
  const trace = traceOf(points);
  const values = trace.smoothed(weight);
  const indices = chosen(canvas, points, trace.smoothedExtremes(weight, logarithmic));
  context.strokeStyle = context.fillStyle = style.colour;
  context.lineWidth = 2.25 * ratio;
  context.setLineDash(style.dash.map((length) => length * ratio));
  strokeLine(canvas, indices, points.places, values, 0);
  context.setLineDash([]);
}

function chosen({ box, x }: Canvas, points: CurvePoints, extremes: Extremes): number[] {
  return downsample(points, extremes, x, Math.max(1, Math.round(box.width)));
}

/** `radius` 0: only points that no line leads to are dots. */
function strokeLine(
  { context, toX, toY, ratio }: Canvas,
  indices: readonly number[],
  places: Float64Array,
  values: Float32Array,
  radius: number,
): void {
  const dots = new Path2D();
  const dot = (x: number, y: number, size: number): void => {
    dots.moveTo(x + size, y);
    dots.arc(x, y, size, 0, 2 * Math.PI);
  };
  context.beginPath();
  for (let at = 0; at < indices.length; at++) {
    const index = indices[at] ?? BREAK;
    if (index === BREAK) {
      continue;
    }
    const x = toX(places[index] ?? NaN);
    const y = toY(values[index] ?? NaN);
    const begins = (indices[at - 1] ?? BREAK) === BREAK;
    if (begins) {
      context.moveTo(x, y);
    } else {
      context.lineTo(x, y);
    }
    if (radius > 0) {
      dot(x, y, radius);
    } else if (begins && (indices[at + 1] ?? BREAK) === BREAK) {
      dot(x, y, 1.75 * ratio);
    }
  }
  context.stroke();
  context.fill(dots);
}

/** A triangle at the top, once every few pixels. */
function paintNotFinite({ context, box, ratio, x, toX }: Canvas, { points, style }: PaintedCurve): void {
  const { skipped, skippedLength } = traceOf(points).notFinite();
  if (skippedLength === 0) {
    return;
  }
  const size = 4 * ratio;
  const { places, length, sorted } = points;
  const end = sorted ? indexAfter(places, x.max, 0, length) : length;
  let from = sorted ? indexFrom(places, x.min, 0, length) : 0;
  context.fillStyle = style.colour;
  for (let at = indexFrom(skipped, from, 0, skippedLength); at < skippedLength;) {
    const index = skipped[at] ?? length;
    if (index >= end) {
      return;
    }
    const place = places[index] ?? NaN;
    const middle = toX(place);
    context.beginPath();
    context.moveTo(middle - size, box.top);
    context.lineTo(middle + size, box.top);
    context.lineTo(middle, box.top + 1.6 * size);
    context.fill();
    const next = place + (size / box.width) * (x.max - x.min);
    from = sorted ? indexFrom(places, next, index + 1, length) : index + Math.ceil(length / 500);
    at = indexFrom(skipped, Math.max(from, index + 1), 0, skippedLength);
  }
}

/** The lowest and the highest value of what is drawn of a curve within a range. Undefined: nothing. */
export function heightOf(
  points: CurvePoints,
  weight: number,
  x: Range,
  logarithmic: boolean,
): Range | undefined {
  const trace = traceOf(points);
  const { places, values, length, sorted } = points;
  let from = sorted ? indexFrom(places, x.min, 0, length) : 0;
  let to = sorted ? indexAfter(places, x.max, from, length) : length;
  if (to === from) {
    // Between two points there is a line, too.
    from = Math.max(0, from - 1);
    to = Math.min(length, to + 1);
  }
  const raw = extremesOf(trace.extremes(logarithmic), values, from, to);
  if (weight === 0) {
    return raw;
  }
  // It lags behind: within a part it may be higher or lower than all there is.
  const smoothed = trace.smoothed(weight);
  return union(raw, extremesOf(trace.smoothedExtremes(weight, logarithmic), smoothed, from, to));
}

function extremesOf(extremes: Extremes, values: Float32Array, from: number, to: number): Range | undefined {
  extremes.find(from, to);
  const { low, high } = extremes;
  return low < 0 ? undefined : { min: values[low] ?? NaN, max: values[high] ?? NaN };
}
