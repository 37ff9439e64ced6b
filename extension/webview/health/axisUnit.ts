import type { Axis, PanelLog } from '../../src/webview/healthMessages';

/** What is counted along the axis. Logs that do not tell their steps are counted by rows. */
export type AxisUnit = Axis | 'row';

export function axisUnit(axis: Axis, logs: readonly PanelLog[]): AxisUnit {
  const runs = logs.flatMap(({ state }) => state?.runs ?? []);
  return axis === 'step' && runs.length > 0 && runs.every(({ stepsKnown }) => !stepsKnown) ? 'row' : axis;
}
