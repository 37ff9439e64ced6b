import { describe, expect, test } from 'vitest';
import { BREAK, downsample, nearest } from '../../extension/webview/health/downsample';
import { Extremes } from '../../extension/webview/health/extremes';
import { numbers, randomCurve, type RandomCurve } from './randomCurves';

function prepared({ values }: RandomCurve, positive: boolean, next: () => number): Extremes {
  const extremes = new Extremes(positive);
  for (let length = 0; length < values.length;) {
    length = Math.min(values.length, length + 1 + Math.floor(next() * 5000));
    extremes.extend(values, length);
  }
  return extremes;
}

function canBeDrawn(value: number, positive: boolean): boolean {
  return Number.isFinite(value) && (!positive || value > 0);
}

describe('the extremes of a stretch', () => {
  test('are those of a look at every point', () => {
    for (let seed = 0; seed < 60; seed++) {
      const next = numbers(seed);
      const curve = randomCurve(seed, 1 + Math.floor(next() * 20_000));
      const positive = next() < 0.5;
      const extremes = prepared(curve, positive, next);
      for (let turn = 0; turn < 40; turn++) {
        const first = Math.floor(next() * curve.values.length);
        const end = first + Math.floor(next() * (curve.values.length - first + 1));
        const inside = [...curve.values.subarray(first, end)].filter((value) => canBeDrawn(value, positive));
        extremes.find(first, end);
        if (inside.length === 0) {
          expect([extremes.low, extremes.high]).toEqual([-1, -1]);
        } else {
          expect(curve.values[extremes.low]).toBe(inside.reduce((one, other) => Math.min(one, other)));
          expect(curve.values[extremes.high]).toBe(inside.reduce((one, other) => Math.max(one, other)));
        }
      }
    }
  });
});

describe('the points that are drawn', () => {
  test.each([
    ['on a linear axis', false, true],
    ['on a logarithmic axis', true, true],
    ['when places go back', false, false],
  ])('hide no spike %s: each column of pixels has its lowest and highest', (_, positive, sorted) => {
    for (let seed = 0; seed < 120; seed++) {
      const next = numbers(seed);
      const curve = randomCurve(seed, 1 + Math.floor(next() * 30_000));
      const { places, values } = curve;
      if (!sorted) {
        places.subarray(Math.floor(places.length / 2)).forEach((place, at, part) => (part[at] = place / 3));
      }
      const extremes = prepared(curve, positive, next);
      const whole = Math.max(...places.subarray(-1), 1);
      const min = (next() - 0.1) * whole;
      const range = { min, max: min + next() * whole + 1e-3 };
      const columns = 1 + Math.floor(next() * 900);
      const drawn = downsample({ places, length: places.length, sorted }, extremes, range, columns);

      expect(drawn.length).toBeLessThanOrEqual(Math.max(9 * columns + 5, sorted ? 0 : 2 * places.length));
      const wanted = columnExtremes(curve, range, columns, (value) => canBeDrawn(value, positive));
      const points = drawn.filter((index) => index !== BREAK);
      const found = columnExtremes(
        {
          places: Float64Array.from(points, (at) => places[at]!),
          values: Float32Array.from(points, (at) => values[at]!),
        },
        range,
        columns,
        () => true,
      );
      expect(found).toEqual(wanted);
      expect(points).toEqual([...points].sort((one, other) => one - other));
      expect(points.every((at) => canBeDrawn(values[at]!, positive))).toBe(true);
    }
  });

  test('are all of them where they have room', () => {
    const places = Float64Array.from({ length: 50 }, (_, at) => at);
    const values = Float32Array.from({ length: 50 }, (_, at) => Math.sin(at));
    const extremes = prepared({ places, values }, false, () => 0.5);
    const range = { min: 10, max: 20 };
    // And the neighbours to which the line leads.
    expect(downsample({ places, length: 50, sorted: true }, extremes, range, 300)).toEqual([
      9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    ]);
  });

  test('leave a gap where a value is no number', () => {
    const places = Float64Array.from([1, 2, 3, 4, 5]);
    const values = Float32Array.from([1, 2, NaN, 4, 5]);
    const extremes = prepared({ places, values }, false, () => 0);
    expect(downsample({ places, length: 5, sorted: true }, extremes, { min: 0, max: 6 }, 100)).toEqual([
      0,
      1,
      BREAK,
      3,
      4,
    ]);
  });

  test('are few for a million, and found at once', () => {
    const length = 1_000_000;
    const places = Float64Array.from({ length }, (_, at) => at);
    const values = new Float32Array(length).fill(1);
    values[654_321] = 1000;
    const extremes = prepared({ places, values }, false, () => 1);
    const drawn = downsample({ places, length, sorted: true }, extremes, { min: 0, max: length }, 800);
    expect(drawn).toContain(654_321);
    expect(drawn.length).toBeLessThan(4 * 800);
  });
});

describe('the point nearest to a place', () => {
  test('is that of a look at every point', () => {
    for (let seed = 0; seed < 60; seed++) {
      const next = numbers(seed);
      const { places } = randomCurve(seed, 1 + Math.floor(next() * 200));
      for (const sorted of [true, false]) {
        const place = next() * 300 - 50;
        const found = nearest({ places, length: places.length, sorted }, place);
        const distances = [...places].map((each) => Math.abs(each - place));
        expect(distances[found]).toBe(Math.min(...distances));
      }
    }
    expect(nearest({ places: new Float64Array(4), length: 0, sorted: true }, 1)).toBe(-1);
  });
});

/** Column by column the lowest and the highest value, by a look at every point. */
function columnExtremes(
  { places, values }: RandomCurve,
  range: { min: number; max: number },
  columns: number,
  counts: (value: number) => boolean,
): (readonly [number, number] | undefined)[] {
  const found = new Array<readonly [number, number] | undefined>(columns).fill(undefined);
  places.forEach((place, at) => {
    const value = values[at]!;
    if (place < range.min || place > range.max || !counts(value)) {
      return;
    }
    const column = Math.min(
      columns - 1,
      Math.floor(((place - range.min) / (range.max - range.min)) * columns),
    );
    const [low, high] = found[column] ?? [Infinity, -Infinity];
    found[column] = [Math.min(low, value), Math.max(high, value)];
  });
  return found;
}
