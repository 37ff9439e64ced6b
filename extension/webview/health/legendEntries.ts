import type { HealthView } from '../../src/webview/healthMessages';
import type { ChartCurve, ChartSubject } from './chartGroups';
import type { LegendEntry } from './chartLegend';
import { curveName } from './chartWords';
import { lineStyle, type Theme } from './colours';
import type { CurvePoints } from './pointStore';
import { commonPlace, elsewhere, readingOf, weightOf } from './readout';

/** What the rows of a chart's legend are made of. */
export interface LegendSource {
  readonly subject: ChartSubject;
  readonly view: HealthView;
  readonly theme: Theme;
  /** Places of runs in the order of colours. */
  readonly runs: ReadonlyMap<string, number>;
  pointsOf(curve: ChartCurve): CurvePoints | undefined;
}

/** A row a curve, with what the curve says at the cursor; without a cursor, at its end. */
export function legendEntries(source: LegendSource, cursor: number | undefined): LegendEntry[] {
  const { subject, view, theme, runs } = source;
  const read = subject.curves.map((curve) => ({
    curve,
    hidden: view.hidden.includes(curve.run),
    reading: readingOf(source.pointsOf(curve), cursor, weightOf(curve, view.smoothing)),
  }));
  const place = placeOfReadings(
    read.filter(({ hidden }) => !hidden),
    cursor,
  );
  return read.map(({ curve, hidden, reading }) => ({
    curve,
    hidden,
    reading,
    label: curveName(curve, subject, runs.size > 1),
    style: lineStyle(theme, runs.get(curve.run) ?? 0),
    elsewhere: elsewhere(reading, place, view.axis),
  }));
}

/** The place that most rows are read at. */
export function placeOfReadings(
  shown: readonly Pick<LegendEntry, 'reading'>[],
  cursor: number | undefined,
): number | undefined {
  return commonPlace(
    shown.map(({ reading }) => reading),
    cursor,
  );
}
