// What is known of the runs that panels show.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Run } from '../../extension/src/protocol';
import { details, ended, run } from '../training/fixtures';
import { vscodeMock } from './editor';

vi.mock('vscode', () => vscodeMock());
const { RunFacts } = await import('../../extension/src/health/runFacts');
const { EventEmitter } = await import('vscode');

const { folder } = run('sft');
let listed: Run[] = [];
let now = run('sft');
let questions = 0;
const make = () =>
  new RunFacts(
    {
      get runs() {
        return listed;
      },
      byFolder: (asked) => listed.find((each) => each.folder === asked),
      show: () => {
        questions += 1;
        return Promise.resolve(details(now));
      },
      onDidChange: new EventEmitter<void>().event,
    },
    { debug: () => undefined },
  );

beforeEach(() => {
  vi.useFakeTimers();
  listed = [];
  now = run('sft');
  questions = 0;
});

afterEach(() => {
  vi.useRealTimers();
});

test('a run of another window is asked about until it has ended', async () => {
  const facts = make();
  facts.follow(folder);
  await vi.advanceTimersByTimeAsync(0);
  expect(facts.run(folder)?.state).toBe('running');
  now = ended('sft');
  await vi.advanceTimersToNextTimerAsync();
  expect([facts.run(folder)?.state, questions, vi.getTimerCount()]).toEqual(['succeeded', 2, 0]);
});

test('one of this window is told by its list', async () => {
  listed = [now];
  const facts = make();
  facts.follow(folder);
  await vi.advanceTimersByTimeAsync(0);
  expect([questions, vi.getTimerCount()]).toEqual([1, 0]);
});

test('one that no panel shows any more is left alone', async () => {
  const facts = make();
  const followed = facts.follow(folder);
  await vi.advanceTimersByTimeAsync(0);
  followed.dispose();
  expect(vi.getTimerCount()).toBe(0);
});
