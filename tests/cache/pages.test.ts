// What the panels say.
import { describe, expect, test, vi } from 'vitest';
import { DeletionPlan } from '../../extension/src/cache/deletionPlan';
import { targetKey } from '../../extension/src/cache/targets';
import type { CacheOutcome, CachePlan } from '../../extension/src/protocol';

vi.mock('vscode', () => ({
  env: { language: 'en' },
  l10n: {
    t: (message: string, ...values: unknown[]) =>
      message.replace(/\{(\d)\}/g, (_, place) => String(values[Number(place)])),
  },
  Uri: { parse: (text: string) => text },
  workspace: { asRelativePath: (text: string) => text.replace('file:///project/', '') },
}));
const { deletionSummary, outcomePage, planPage, repairSummary } =
  await import('../../extension/src/cache/pages');

const commit = '9f2b01a'.padEnd(40, '0');
const repository = { root: '/hub', name: 'models--a--b' };
const detached = { ...repository, name: 'models--c--d', revision: commit };
const plan: CachePlan = {
  items: [
    { target: repository, label: 'a/b', detail: '', size: 1_500_000_000, refs: ['main'] },
    { target: detached, label: 'c/d', detail: '', size: 2_700_000_000, refs: [] },
  ],
  freed: 4_200_000_000,
  mentions: [
    {
      repoId: 'c/d',
      uri: 'file:///project/train.py',
      line: 3,
      character: 0,
      text: 'c/d',
      revision: commit,
    },
  ],
  uses: [],
  problems: [],
};

describe('the plan', () => {
  test('names what goes and how much it frees', () => {
    expect(planPage(new DeletionPlan(plan), false)).toMatchObject({
      summary: 'Deletes 1 repository, 1 revision, frees 4.2 GB',
      deletable: true,
      items: [
        { label: 'a/b', size: '1.5 GB', included: true },
        { label: 'c/d', size: '2.7 GB', included: true },
      ],
      mentioned: [{ path: 'train.py', mentions: [{ line: 3, pinned: '9f2b01a' }] }],
    });
  });

  test('of nothing cannot be carried out', () => {
    const deletion = new DeletionPlan(plan);
    deletion.include([targetKey(repository), targetKey(detached)], false);
    expect(planPage(deletion, false)).toMatchObject({ summary: 'Nothing is selected.', deletable: false });
    expect(planPage(deletion, false).items.map(({ refs }) => refs)).toEqual([[], []]);
  });
});

const outcome = (problem: string, freed = 0): CacheOutcome => ({
  target: repository,
  label: 'a/b',
  freed,
  problem,
});

test('a deletion says what it freed and what it could not', () => {
  const freed = 1_500_000_000;
  const ended = { freed, cancelled: false };
  expect(deletionSummary({ ...ended, outcomes: [outcome('', freed)] })).toBe('Freed 1.5 GB.');
  expect(deletionSummary({ ...ended, outcomes: [outcome('', freed), outcome('Denied.')] })).toBe(
    'Freed 1.5 GB. 1 of 2 could not be deleted.',
  );
  expect(deletionSummary({ freed, outcomes: [], cancelled: true })).toContain('the rest is as it was');
  expect(outcomePage('', [outcome('Denied.')], true).outcomes).toEqual([
    { label: 'a/b', size: '', problem: 'Denied.' },
  ]);
});

test('a repair says what it fetched', () => {
  const repaired = { outcomes: [], fetchedFiles: 1, fetchedBytes: 42_200, cancelled: false };
  expect(repairSummary(repaired)).toBe('Fetched 1 file, 42.2 kB.');
  expect(repairSummary({ ...repaired, cancelled: true })).toBe('Stopped. Fetched 1 file, 42.2 kB.');
});
