import { fill } from '../fill';
import type { AxisUnit } from './axisUnit';
import type { ChartCurve, ChartSubject } from './chartGroups';
import type { LegendEntry } from './chartLegend';
import { exactPlace, roughly } from './figures';
import type { CurvePoints } from './pointStore';
import type { Range } from './ranges';
import { traceOf } from './trace';
import { words } from './words';

/** `several`: there is more than one run in the panel. */
export function curveName({ key, runName }: ChartCurve, { metrics }: ChartSubject, several: boolean): string {
  if (!several) {
    return key.metric;
  }
  return metrics.length > 1 ? fill(words.charts.curve, key.metric, runName) : runName;
}

/** What a chart shows, for those who do not see it. */
export function chartLabel(
  { metrics }: ChartSubject,
  shown: { readonly x: Range; readonly y: Range },
  unit: AxisUnit,
  entries: readonly LegendEntry[],
): string {
  const place = (of: number): string =>
    exactPlace(unit === 'step' || unit === 'row' ? Math.round(of) : of, unit);
  const about = fill(
    words.charts.label,
    metrics.join(', '),
    words.charts.axes[unit],
    place(shown.x.min),
    place(shown.x.max),
    roughly(shown.y.min),
    roughly(shown.y.max),
  );
  const last = entries.map(({ label, reading, curve }) =>
    fill(words.charts.last, label, reading?.value ?? curve.last ?? ''),
  );
  return [about, ...last].join('. ');
}

/** What is at the cursor, for those who do not see it. */
export function cursorText(
  place: number | undefined,
  unit: AxisUnit,
  entries: readonly LegendEntry[],
): string {
  const values = entries.map(({ label, reading }) => {
    const smoothed = reading?.smoothed ? `, ${fill(words.charts.smoothed, reading.smoothed)}` : '';
    return `${label} ${reading?.value ?? ''}${smoothed}`;
  });
  return [placeText(place, unit), ...values].join('; ');
}

export function placeText(place: number | undefined, unit: AxisUnit): string {
  return place === undefined ? '' : fill(words.charts.at[unit], exactPlace(place, unit));
}

/** What of the curves is not drawn, and why. */
export function leftOut(curves: readonly CurvePoints[], logarithmic: boolean): string[] {
  let notFinite = 0;
  let notPositive = 0;
  for (const points of curves) {
    const trace = traceOf(points);
    const count = trace.extremes(false).skippedLength;
    notFinite += count;
    notPositive += logarithmic ? trace.extremes(true).skippedLength - count : 0;
  }
  return [
    ...(notFinite > 0 ? [fill(words.charts.notFinite, notFinite)] : []),
    ...(notPositive > 0 ? [fill(words.charts.notPositive, notPositive)] : []),
  ];
}
