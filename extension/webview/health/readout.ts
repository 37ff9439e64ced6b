import type { Axis } from '../../src/webview/healthMessages';
import type { ChartCurve } from './chartGroups';
import { nearest } from './downsample';
import { exactly, exactPlace, roughly } from './figures';
import type { CurvePoints } from './pointStore';
import { traceOf } from './trace';

/** What a curve says at a place: its nearest real point, in words. */
export interface Reading {
  readonly place: number;
  readonly value: string;
  /** Empty: it is not smoothed. */
  readonly smoothed: string;
}

/** At the cursor; without one, the last point. Undefined: there are no points. */
export function readingOf(
  points: CurvePoints | undefined,
  cursor: number | undefined,
  weight: number,
): Reading | undefined {
  if (points === undefined || points.length === 0) {
    return undefined;
  }
  const index = cursor === undefined ? points.length - 1 : nearest(points, cursor);
  const place = points.places[index] ?? NaN;
  const value = points.values[index] ?? NaN;
  const smoothed = weight > 0 && Number.isFinite(value) ? traceOf(points).smoothed(weight)[index] : undefined;
  return { place, value: exactly(value), smoothed: smoothed === undefined ? '' : roughly(smoothed) };
}

/** The weight by which a curve is smoothed. */
export function weightOf({ asItIs }: ChartCurve, smoothing: number): number {
  return asItIs ? 0 : smoothing;
}

/** The place that most of the readings are of: the nearest to the cursor. */
export function commonPlace(
  readings: readonly (Reading | undefined)[],
  cursor: number | undefined,
): number | undefined {
  if (cursor === undefined) {
    return undefined;
  }
  const places = readings.flatMap((reading) => (reading === undefined ? [] : [reading.place]));
  return places.reduce<number | undefined>(
    (best, place) =>
      best === undefined || Math.abs(place - cursor) < Math.abs(best - cursor) ? place : best,
    undefined,
  );
}

/** Where a reading is from, if that is not where the others are. */
export function elsewhere(reading: Reading | undefined, place: number | undefined, axis: Axis): string {
  return reading === undefined || place === undefined || reading.place === place
    ? ''
    : exactPlace(reading.place, axis);
}
