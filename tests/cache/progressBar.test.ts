import { expect, test, vi } from 'vitest';
import { ProgressBar } from '../../extension/src/cache/progressBar';
import type { CacheProgress } from '../../extension/src/protocol';

vi.mock('vscode', () => ({
  env: { language: 'en' },
  l10n: {
    t: (message: string, ...values: unknown[]) =>
      message.replace(/\{(\d)\}/g, (_, place) => String(values[Number(place)])),
  },
}));
const { progressText } = await import('../../extension/src/cache/progressText');

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

test('gives each step of a job an equal part', () => {
  const bar = new ProgressBar();
  const at = (step: number, done: number, total: number): CacheProgress => ({
    ...progress(done, total),
    step,
    steps: 4,
  });
  const moves = [at(1, 0, 0), at(1, 5, 10), at(2, 0, 0), at(2, 1, 100), at(3, 0, 0), at(4, 10, 10)];
  expect(moves.map((each) => bar.advance(each))).toEqual([0, 12.5, 12.5, 0.25, 24.75, 50]);
});

test('says the step, what is worked on, and how far that is', () => {
  const state = { ...progress(1.2e9, 3.4e9), label: 'Qwen/Qwen3-0.6B@c1899de' };
  expect(progressText({ ...state, step: 3, steps: 12 })).toBe(
    '3/12 · Qwen/Qwen3-0.6B@c1899de · 1.2 GB of 3.4 GB',
  );
  expect(progressText(state)).toBe('Qwen/Qwen3-0.6B@c1899de · 1.2 GB of 3.4 GB');
  expect(progressText({ ...state, done: 0, total: 0 })).toBe('Qwen/Qwen3-0.6B@c1899de');
  expect(progressText(progress(3, 20, 'items'))).toBe('3 of 20');
});
