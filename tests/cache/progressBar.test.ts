import { expect, test } from 'vitest';
import { ProgressBar } from '../../extension/src/cache/progressBar';
import type { CacheProgress } from '../../extension/src/protocol';

const progress = (done: number, total: number, unit: CacheProgress['unit'] = 'bytes'): CacheProgress => ({
  job: 'j',
  done,
  total,
  unit,
  label: '',
});

test('moves forward only, and not while the total is unknown', () => {
  const bar = new ProgressBar();
  const moves = [progress(5, 0), progress(10, 40), progress(12, 80), progress(60, 80), progress(90, 80)];
  expect(moves.map((each) => bar.advance(each))).toEqual([0, 25, 0, 50, 25]);
});

test('counts the steps of a job that has several', () => {
  const bar = new ProgressBar();
  const moves = [progress(0, 4, 'items'), progress(9, 10), progress(3, 9, 'items'), progress(1, 4, 'items')];
  expect(moves.map((each) => bar.advance(each))).toEqual([0, 0, 0, 25]);
});
