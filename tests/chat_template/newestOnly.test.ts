import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NewestOnly } from '../../extension/src/chatTemplate/newestOnly';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Work that takes a while and notes when it begins and how it ends. */
function slowWork(milliseconds: number) {
  const log: string[] = [];
  let begun = 0;
  const work = (signal: AbortSignal): Promise<void> => {
    const turn = ++begun;
    log.push(`begin ${turn}`);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        log.push(`end ${turn}`);
        resolve();
      }, milliseconds);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        log.push(`abort ${turn}`);
        resolve();
      });
    });
  };
  return { log, work };
}

test('runs at once, and of what comes meanwhile only the newest', async () => {
  const { log, work } = slowWork(50);
  const renders = new NewestOnly(work, 250);
  for (let key = 0; key < 5; key++) {
    renders.request();
  }
  await vi.advanceTimersByTimeAsync(200);
  expect(log).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
});

test('steady typing never starves the output', async () => {
  const { log, work } = slowWork(80);
  const renders = new NewestOnly(work, 250);
  for (let key = 0; key < 20; key++) {
    renders.request();
    await vi.advanceTimersByTimeAsync(30);
  }
  expect(log.filter((entry) => entry.startsWith('end')).length).toBeGreaterThan(4);
  expect(log.filter((entry) => entry.startsWith('abort'))).toEqual([]);
});

test('gives up what takes long for something newer, and only then', async () => {
  const { log, work } = slowWork(2000);
  const renders = new NewestOnly(work, 250);
  renders.request();
  await vi.advanceTimersByTimeAsync(1000);
  expect(log).toEqual(['begin 1']);
  renders.request();
  await vi.advanceTimersByTimeAsync(1);
  expect(log).toEqual(['begin 1', 'abort 1', 'begin 2']);
});

test('stops when it is disposed', async () => {
  const { log, work } = slowWork(50);
  const renders = new NewestOnly(work, 250);
  renders.request();
  renders.request();
  renders.dispose();
  await vi.advanceTimersByTimeAsync(500);
  expect(log).toEqual(['begin 1', 'abort 1']);
});
