import { describe, expect, test } from 'vitest';
import { DeletionPlan, EMPTY_PLAN, mentionsByFile } from '../../extension/src/cache/deletionPlan';
import { targetKey } from '../../extension/src/cache/targets';
import type { CacheMention, CachePlan, CachePlanItem } from '../../extension/src/protocol';

const item = (name: string, size: number): CachePlanItem => ({
  target: { root: '/hub', name },
  label: name,
  detail: '',
  size,
  refs: [],
});
const plan = (items: CachePlanItem[]): CachePlan => ({ ...EMPTY_PLAN, items });

describe('a plan', () => {
  test('keeps what was taken out, so that it can be put back', () => {
    const [one, two] = [item('one', 5), item('two', 0)];
    const deletion = new DeletionPlan(plan([one, two]));
    deletion.include([targetKey(one.target)], false);
    expect(deletion.targets).toEqual([two.target]);
    // What they shared is freed by the other one alone now.
    deletion.accept(plan([item('two', 0)]));
    expect(deletion.items.map(({ item, included }) => [item.label, item.size, included])).toEqual([
      ['one', 5, false],
      ['two', 0, true],
    ]);
    deletion.include([targetKey(one.target)], true);
    expect(deletion.targets).toEqual([one.target, two.target]);
  });
});

describe('mentions', () => {
  const mention = (uri: string, line: number, revision: string | null = null): CacheMention => ({
    repoId: 'a/b',
    uri,
    line,
    character: 0,
    text: '',
    revision,
  });

  test('are told by file and line, those that pin a revision first', () => {
    const found = mentionsByFile([mention('b', 9), mention('a', 1), mention('b', 2), mention('c', 4, 'v1')]);
    expect(found.map(([uri, mentions]) => [uri, mentions.map(({ line }) => line)])).toEqual([
      ['c', [4]],
      ['a', [1]],
      ['b', [2, 9]],
    ]);
  });
});
