import { describe, expect, test } from 'vitest';
import { step } from '../../extension/webview/health/chartCursor';
import { markPlaces } from '../../extension/webview/health/findingMarks';
import { followed, panned, roomy, spread, within, zoomed } from '../../extension/webview/health/ranges';
import { numbers } from './randomCurves';

const all = { min: 0, max: 1000 };

describe('what is in view', () => {
  test('keeps what is under the pointer where it is when one looks closer', () => {
    const closer = zoomed({ min: 200, max: 600 }, 300, 0.5, all)!;
    expect(closer).toEqual({ min: 250, max: 450 });
    expect((300 - closer.min) / (closer.max - closer.min)).toBe((300 - 200) / (600 - 200));
  });

  test('is never more than there is, and never nothing', () => {
    const next = numbers(3);
    let range: { min: number; max: number } | undefined = all;
    for (let turn = 0; turn < 3000; turn++) {
      const now: { min: number; max: number } = range ?? all;
      const at = now.min + next() * (now.max - now.min);
      range = next() < 0.3 ? panned(now, (next() - 0.5) * 2000, all) : zoomed(now, at, next() * 1.9, all);
      expect(range?.min ?? 0).toBeGreaterThanOrEqual(0);
      expect(range?.max ?? 0).toBeLessThanOrEqual(1000 + 1e-9);
      expect((range?.max ?? 1) - (range?.min ?? 0)).toBeGreaterThan(0);
    }
    expect(zoomed({ min: 100, max: 900 }, 500, 10, all)).toBeUndefined();
  });

  test('stops at the ends', () => {
    expect(panned({ min: 100, max: 300 }, -500, all)).toEqual({ min: 0, max: 200 });
    expect(within({ min: 900, max: 1300 }, all)).toEqual({ min: 600, max: 1000 });
  });

  test('follows new points from the right end only', () => {
    const now = { min: 0, max: 1100 };
    expect(followed({ min: 800, max: 1000 }, all, now)).toEqual({ min: 900, max: 1100 });
    expect(followed({ min: 800, max: 990 }, all, now)).toEqual({ min: 800, max: 990 });
  });

  test('is wide where there is only one point or height', () => {
    expect(spread(0, 0)).toEqual({ min: -1, max: 1 });
    const flat = roomy(0.5, 0.5, false);
    expect(flat.min).toBeLessThan(0.5);
    expect(flat.max).toBeGreaterThan(0.5);
    expect(roomy(0.5, 0.5, true).max).toBeGreaterThan(roomy(0.5, 0.5, true).min);
  });
});

describe('the cursor by keys', () => {
  const curves = [
    { places: Float64Array.from([1, 2, 3, 4, 5, 6]), length: 5, sorted: true },
    { places: Float64Array.from([2.5, 9]), length: 2, sorted: true },
  ];

  test('goes to the next point of any curve', () => {
    const view = { min: 0, max: 10 };
    const walk = [undefined, 1, 2, 2.5, 3, 5, 9].map((at) => step(curves, at, 1, view, 0.01));
    expect(walk).toEqual([1, 2, 2.5, 3, 4, 9, undefined]);
    expect([undefined, 9, 5, 2.5, 1].map((at) => step(curves, at, -1, view, 0.01))).toEqual([
      9,
      5,
      4,
      2,
      undefined,
    ]);
  });

  test('goes a pixel at least, past points that are closer', () => {
    expect(step(curves, 1, 1, { min: 0, max: 10 }, 2)).toBe(3);
  });
});

describe('marks', () => {
  test('stand below each other where they are close', () => {
    expect(markPlaces([100, undefined, 105, 200])).toEqual([
      { left: 91, top: 0 },
      undefined,
      { left: 96, top: 18 },
      { left: 191, top: 0 },
    ]);
  });
});
