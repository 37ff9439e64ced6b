import { describe, expect, test } from 'vitest';
import {
  asFilter,
  filterRepo,
  isFiltering,
  NO_FILTER,
  type RepoFilter,
} from '../../extension/src/cache/repoFilter';
import { asOrder, sortRepos } from '../../extension/src/cache/repoOrder';
import { repo, revision } from './fixtures';

const DAY = 24 * 60 * 60;
const NOW = 100 * DAY;
const shown = (subject: ReturnType<typeof repo>, filter: Partial<RepoFilter>) =>
  filterRepo(subject, { ...NO_FILTER, ...filter }, NOW);

describe('a filter', () => {
  test('that is none changes nothing', () => {
    const subject = repo('a/b');
    expect(shown(subject, {})).toBe(subject);
    expect(isFiltering(NO_FILTER)).toBe(false);
  });

  test('by type', () => {
    expect(shown(repo('a/b'), { types: ['dataset', 'model'] })).toBeDefined();
    expect(shown(repo('a/b'), { types: ['dataset'] })).toBeUndefined();
  });

  test('by text looks at the id, refs and commits', () => {
    const subject = repo('Qwen/Qwen3', { revisions: [revision('beef00', { refs: ['v0.1'] })] });
    for (const text of ['qwen3', 'V0.1', 'beef']) {
      expect(shown(subject, { text }), text).toBeDefined();
    }
    expect(shown(subject, { text: 'llama' })).toBeUndefined();
  });

  test('by age takes the later of use and change, and does not guess', () => {
    const used = (lastAccessed: number, lastModified = 0) => repo('a', { lastAccessed, lastModified });
    expect(shown(used(60 * DAY), { olderThanDays: 30 })).toBeDefined();
    expect(shown(used(80 * DAY), { olderThanDays: 30 })).toBeUndefined();
    expect(shown(used(60 * DAY, 80 * DAY), { olderThanDays: 30 })).toBeUndefined();
    expect(shown(used(0), { olderThanDays: 30 })).toBeUndefined();
  });

  test('by use does not call unused what was not looked for', () => {
    expect(shown(repo('a', { usedHere: false }), { unusedHere: true })).toBeDefined();
    expect(shown(repo('a', { usedHere: true }), { unusedHere: true })).toBeUndefined();
    expect(shown(repo('a', { usedHere: null }), { unusedHere: true })).toBeUndefined();
  });

  test('leaves only detached revisions', () => {
    const revisions = [revision('a'), revision('b', { refs: [] })];
    expect(shown(repo('a', { revisions }), { detachedOnly: true })?.revisions).toEqual([revisions[1]]);
    expect(shown(repo('a'), { detachedOnly: true })).toBeUndefined();
  });

  test('that was kept is checked', () => {
    expect(asFilter(undefined)).toEqual(NO_FILTER);
    expect(asFilter({ types: ['model', 'bucket'], text: 3, olderThanDays: '7', unusedHere: true })).toEqual({
      ...NO_FILTER,
      types: ['model'],
      unusedHere: true,
    });
  });
});

describe('the order', () => {
  const repos = [
    repo('b10', { sizeOnDisk: 1, lastAccessed: 3 }),
    repo('B2', { sizeOnDisk: 3, lastAccessed: 1 }),
    repo('a', { sizeOnDisk: 1, lastAccessed: 3 }),
  ];
  test.each([
    ['size', ['B2', 'a', 'b10']],
    ['used', ['a', 'b10', 'B2']],
    ['name', ['a', 'B2', 'b10']],
  ] as const)('by %s', (order, expected) => {
    expect(sortRepos(repos, order).map(({ repoId }) => repoId)).toEqual(expected);
  });

  test('that was kept is checked', () => {
    expect(asOrder('name')).toBe('name');
    expect(asOrder('colour')).toBe('size');
  });
});
