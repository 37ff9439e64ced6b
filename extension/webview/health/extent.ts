import type { HealthView, PanelLog } from '../../src/webview/healthMessages';
import { type ChartSubject, runId } from './chartGroups';
import type { PointStore } from './pointStore';
import { type Range, spread, union } from './ranges';

/** From the first to the last place of all curves that are not switched off. Undefined: nothing is known yet. */
export function extentOf(
  logs: readonly PanelLog[],
  charts: readonly ChartSubject[],
  { axis, hidden }: HealthView,
  store: PointStore,
): Range | undefined {
  let found: Range | undefined;
  if (axis === 'step') {
    // Known before the points are there, so that the axis does not jump when they come.
    for (const { subject, state } of logs) {
      for (const { key, firstStep, lastStep } of state?.runs ?? []) {
        if (firstStep !== null && lastStep !== null && !hidden.includes(runId(subject.log, key))) {
          found = union(found, { min: firstStep, max: lastStep });
        }
      }
    }
  }
  for (const { curves } of charts) {
    for (const { key, run } of curves) {
      const points = hidden.includes(run) ? undefined : store.points(key);
      if (points?.axis === axis && points.length > 0) {
        found = union(found, ends(points.places, points.length, points.sorted));
      }
    }
  }
  return found && spread(found.min, found.max);
}

function ends(places: Float64Array, length: number, sorted: boolean): Range | undefined {
  if (sorted) {
    return { min: places[0] ?? 0, max: places[length - 1] ?? 0 };
  }
  let found: Range | undefined;
  for (let at = 0; at < length; at++) {
    const place = places[at] ?? NaN;
    if (Number.isFinite(place)) {
      found = union(found, { min: place, max: place });
    }
  }
  return found;
}
