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
      if (points?.axis === axis && points.lowest <= points.highest) {
        found = union(found, { min: points.lowest, max: points.highest });
      }
    }
  }
  return found && spread(found.min, found.max);
}
