import { describe, expect, test } from 'vitest';
import { Smoothing } from '../../extension/webview/health/smoothing';
import { numbers, randomCurve } from './randomCurves';

function smoothed(values: readonly number[], weight: number): number[] {
  const smoothing = new Smoothing(weight);
  smoothing.extend(Float32Array.from(values), values.length);
  return [...smoothing.values.subarray(0, values.length)];
}

/** The definition as a sum over all values before, which shares nothing with reckoning on from the last. */
function byDefinition(values: Float32Array, weight: number): number[] {
  return Array.from(values, (value, end) => {
    if (!Number.isFinite(value)) {
      return value;
    }
    let sum = 0;
    let weights = 0;
    let share = 1;
    for (let at = end; at >= 0; at--) {
      if (Number.isFinite(values[at])) {
        sum += share * values[at]!;
        weights += share;
        share *= weight;
      }
    }
    return sum / weights;
  });
}

describe("TensorBoard's debiased exponential average", () => {
  test('is what its formula gives by hand', () => {
    // a1 = 0.5·1 = 0.5, /(1-0.5) = 1; a2 = 0.25+1 = 1.25, /0.75; a3 = 0.625+1.5 = 2.125, /0.875.
    const [first, second, third] = smoothed([1, 2, 3], 0.5);
    expect(first).toBe(1);
    expect(second).toBeCloseTo(1.25 / 0.75, 6);
    expect(third).toBeCloseTo(2.125 / 0.875, 6);
    // Weight 0.9: 0.1·1 = 0.1, /0.1; 0.09 + 0.3 = 0.39, /0.19.
    expect(smoothed([1, 3], 0.9)[1]).toBeCloseTo(0.39 / 0.19, 6);
  });

  test('begins at the first value: it does not lean towards 0', () => {
    expect(smoothed([7, 7.5, 8], 0.999)[0]).toBe(7);
  });

  test('leaves values that are all the same as they are', () => {
    expect(smoothed([0.1, 0.1, 0.1, 0.1], 0.97)).toEqual(Array(4).fill(Math.fround(0.1)));
  });

  test('passes over what is no number, and goes on as if it were not there', () => {
    const values = smoothed([1, NaN, 2, Infinity, 3], 0.5);
    expect(values[1]).toBeNaN();
    expect(values[3]).toBe(Infinity);
    expect([values[0], values[2], values[4]]).toEqual(smoothed([1, 2, 3], 0.5));
  });

  test('is the values themselves with weight 0', () => {
    expect(smoothed([3, 1, 2], 0)).toEqual([3, 1, 2]);
  });

  test.each([0.3, 0.6, 0.9, 0.99, 0.999])(
    'agrees with the sum over all values before, weight %f',
    (weight) => {
      const { values } = randomCurve(7, 700);
      const expected = byDefinition(values, weight);
      const found = smoothed([...values], weight);
      expected.forEach((value, at) => {
        if (Number.isFinite(value)) {
          expect(Math.abs(found[at]! - value)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(value)));
        } else {
          expect(found[at]).toBe(value);
        }
      });
    },
  );

  test('is the same however the points arrive, and after another weight', () => {
    for (let seed = 0; seed < 40; seed++) {
      const next = numbers(seed);
      const { values } = randomCurve(seed, Math.floor(next() * 3000) + 1);
      const weight = next() * 0.999;
      const whole = new Smoothing(weight);
      whole.extend(values, values.length);
      const grown = new Smoothing(0.5);
      grown.extend(values, Math.floor(values.length / 2));
      grown.restart(weight);
      for (let length = 0; length < values.length;) {
        length = Math.min(values.length, length + Math.floor(next() * 200));
        grown.extend(values, length);
      }
      expect(grown.values.subarray(0, values.length)).toEqual(whole.values.subarray(0, values.length));
    }
  });
});
