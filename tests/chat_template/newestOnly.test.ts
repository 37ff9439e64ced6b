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
  const renders = new NewestOnly(work);
  for (let key = 0; key < 5; key++) {
    renders.request();
  }
  await vi.advanceTimersByTimeAsync(200);
  expect(log).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
});

test.each([80, 400, 2000])('steady typing never starves the output: work of %i ms', async (milliseconds) => {
  const { log, work } = slowWork(milliseconds);
  const renders = new NewestOnly(work);
  for (let key = 0; key < 200; key++) {
    renders.request();
    await vi.advanceTimersByTimeAsync(30);
  }
  expect(log.filter((entry) => entry.startsWith('end')).length).toBeGreaterThanOrEqual(
    Math.floor(6000 / milliseconds) - 1,
  );
  expect(log.filter((entry) => entry.startsWith('abort'))).toEqual([]);
});

test('says whether something newer waits', async () => {
  const { work } = slowWork(50);
  const renders = new NewestOnly(work);
  renders.request();
  expect(renders.pending).toBe(false);
  renders.request();
  expect(renders.pending).toBe(true);
  await vi.advanceTimersByTimeAsync(60);
  expect(renders.pending).toBe(false);
});

test('stops when it is disposed', async () => {
  const { log, work } = slowWork(50);
  const renders = new NewestOnly(work);
  renders.request();
  renders.request();
  renders.dispose();
  await vi.advanceTimersByTimeAsync(500);
  expect(log).toEqual(['begin 1', 'abort 1']);
});
