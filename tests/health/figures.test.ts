import { describe, expect, test } from 'vitest';
import {
  duration,
  exactly,
  exactPlace,
  linearTicks,
  logarithmicTicks,
  placeLabel,
  roughly,
  tickLabels,
} from '../../extension/webview/health/figures';
import { numbers } from './randomCurves';

const labels = (ticks: number[], distance: number): string[] =>
  tickLabels(
    ticks,
    ticks.map(() => distance),
  );

describe('a value', () => {
  test.each([
    [0.7373, '0.7373'],
    [1.6e-4, '0.00016'],
    [2e-5, '2e-5'],
    [1.0613e-5, '1.0613e-5'],
    [0, '0'],
    [-1.5, '-1.5'],
    [12345, '12345'],
    [3.4e8, '3.4e8'],
    [NaN, 'NaN'],
    [Infinity, 'inf'],
    [-Infinity, '-inf'],
  ])('%f is told with the digits it was logged with', (value, text) => {
    expect(exactly(Math.fround(value))).toBe(text);
  });

  test('can be read back', () => {
    const next = numbers(5);
    for (let turn = 0; turn < 2000; turn++) {
      const value = Math.fround((next() - 0.5) * 10 ** Math.floor(next() * 30 - 15));
      expect(Math.fround(Number(exactly(value)))).toBe(value);
    }
  });

  test('that was reckoned has four digits', () => {
    expect([0.123456, 12345.6, 1.99999e-7].map(roughly)).toEqual(['0.1235', '12346', '2e-7']);
  });
});

describe('a place', () => {
  test('is a step, an epoch, or hours, minutes and seconds', () => {
    expect(exactPlace(12000, 'step')).toBe('12,000');
    expect(exactPlace(0.16, 'epoch')).toBe('0.16');
    expect(exactPlace(3661, 'time')).toBe('1:01:01');
    expect(duration(7.25, true)).toBe('0:00:07.25');
    expect(duration(359_999)).toBe('99:59:59');
  });

  test('between two steps has no label', () => {
    expect([0.5, 1, 1.5, 2].map((place) => placeLabel(place, 'step', 0.5))).toEqual(['', '1', '', '2']);
  });
});

describe('the labels of an axis', () => {
  test('are round, and differ', () => {
    const next = numbers(9);
    for (let turn = 0; turn < 500; turn++) {
      const min = (next() - 0.5) * 10 ** Math.floor(next() * 14 - 7);
      const max = min + Math.abs(min) * 10 ** (next() * 4 - 2.5);
      const ticks = linearTicks(min, max, 4);
      expect(ticks.length).toBeGreaterThanOrEqual(1);
      expect(ticks.length).toBeLessThanOrEqual(5);
      expect(
        ticks.every((tick) => tick >= min - 1e-9 * Math.abs(min) && tick <= max * (1 + 1e-9) + 1e-12),
      ).toBe(true);
      const distance = Math.abs((ticks[1] ?? 0) - (ticks[0] ?? 0));
      expect(new Set(labels(ticks, distance)).size).toBe(ticks.length);
    }
  });

  test('are written alike', () => {
    const ticks = linearTicks(0, 2e-4, 4);
    expect(labels(ticks, 5e-5)).toEqual(['0', '5e-5', '1e-4', '1.5e-4', '2e-4']);
  });

  test('have an exponent where that is shorter than many digits', () => {
    expect(labels(linearTicks(0.0009982, 0.001, 4), 5e-7)).toEqual([
      '9.985e-4',
      '9.99e-4',
      '9.995e-4',
      '1e-3',
    ]);
    expect(labels([0.0015, 0.002], 5e-4)).toEqual(['0.0015', '0.002']);
    expect(labels([123456.5, 123457], 0.5)).toEqual(['123456.5', '123457']);
  });

  test('go by powers of ten on a logarithmic axis, and by round numbers in a narrow part of it', () => {
    expect(logarithmicTicks(1e-6, 1, 6)).toEqual([1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1]);
    expect(logarithmicTicks(0.5, 20, 6)).toEqual([0.5, 1, 5, 10]);
    expect(logarithmicTicks(0.31, 0.42, 4)).toEqual([0.35, 0.4]);
  });
});
