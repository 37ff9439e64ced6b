import { describe, expect, test } from 'vitest';
import { buildTree, type Look } from '../../extension/src/cache/buildTree';
import { contextValue } from '../../extension/src/cache/contextValues';
import { type CacheNode, childrenOf } from '../../extension/src/cache/nodes';
import { NO_FILTER } from '../../extension/src/cache/repoFilter';
import { treeDifference } from '../../extension/src/cache/treeDiff';
import type { CacheRoot } from '../../extension/src/protocol';
import { extra, repo, revision, root } from './fixtures';

const look: Look = { order: 'size', filter: NO_FILTER, now: 2000 };
const tree = (...roots: CacheRoot[]): readonly CacheNode[] => buildTree({ roots, complete: true }, look);
const ids = (nodes: readonly CacheNode[]): string[] => nodes.map(({ id }) => id);

describe('the tree', () => {
  test('begins with the groups of the only root, and what else fills the disk', () => {
    const nodes = tree(
      root([repo('a/b'), repo('c/d', { repoType: 'dataset' }), repo('e', { repoType: '', damage: 'no' })], {
        extras: [extra('xet'), extra('assets')],
      }),
    );
    expect(ids(nodes)).toEqual([
      '/hub|#model',
      '/hub|#dataset',
      '/hub|#damaged',
      '/hub|#xet|/hub/xet',
      '/hub|#assets|/hub/assets',
    ]);
    expect(nodes.flatMap((node) => (node.kind === 'group' ? [node.expanded] : []))).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('has a node a root when there are several', () => {
    const nodes = tree(root([repo('a/b')]), root([], { path: '/other', state: 'missing', message: 'Gone.' }));
    expect(ids(nodes)).toEqual(['/hub', '/other']);
    expect(childrenOf(nodes[1]!)).toEqual([
      { kind: 'message', id: '/other|#message', severity: 'info', text: 'Gone.' },
    ]);
  });

  test('is empty when the only root is', () => {
    expect(tree(root([], { state: 'empty' }))).toEqual([]);
  });

  test('adds up each group, and puts the largest first', () => {
    const [models] = tree(root([repo('small', { sizeOnDisk: 1 }), repo('large', { sizeOnDisk: 9 })]));
    expect(models).toMatchObject({ kind: 'group', size: 10 });
    expect(ids(childrenOf(models!))).toEqual(['/hub|models--large', '/hub|models--small']);
  });

  test('shows interrupted downloads by repository', () => {
    const nodes = tree(
      root([repo('a/b', { incompleteCount: 2, incompleteSize: 5 }), repo('c/d')], {
        extras: [extra('incomplete')],
      }),
    );
    expect(childrenOf(nodes[1]!)).toMatchObject([{ kind: 'incomplete', count: 2, size: 5 }]);
  });

  test('says which revisions share bytes', () => {
    const revisions = [revision('a'.repeat(40), { uniqueSize: 2 }), revision('b'.repeat(40), { refs: [] })];
    const [models] = tree(root([repo('a/b', { revisions })]));
    const [first] = childrenOf(models!);
    expect(childrenOf(first!)).toMatchObject([{ shares: true }, { shares: false }]);
  });

  test('has one id for each node', () => {
    const all = (nodes: readonly CacheNode[]): string[] =>
      nodes.flatMap((node) => [node.id, ...all(childrenOf(node))]);
    const found = all(
      tree(root([repo('a/b', { incompleteCount: 1 }), repo('c')], { extras: [extra('incomplete')] })),
    );
    expect(new Set(found).size).toBe(found.length);
  });
});

describe('what is drawn again', () => {
  const before = root([repo('a/b'), repo('c/d', { sizeOnDisk: 50 })], { extras: [extra('xet')] });
  const changed = (changes: Partial<CacheRoot>) =>
    treeDifference(tree(before), tree({ ...before, ...changes }));

  test('is nothing when nothing changed', () => {
    expect(changed({})).toEqual([]);
  });

  test('is the repository alone when its facts changed', () => {
    expect(changed({ repos: [repo('a/b', { lastAccessed: 1500 }), before.repos[1]!] })).toEqual([
      '/hub|models--a--b',
    ]);
  });

  test('is the repository when a revision came', () => {
    const revisions = [revision('a'.repeat(40)), revision('b'.repeat(40), { refs: [] })];
    expect(changed({ repos: [repo('a/b', { revisions }), before.repos[1]!] })).toEqual(['/hub|models--a--b']);
  });

  test('is the revision alone when only that changed', () => {
    const revisions = [revision('a'.repeat(40), { fileCount: 4 })];
    expect(changed({ repos: [repo('a/b', { revisions }), before.repos[1]!] })).toEqual([
      `/hub|models--a--b|${'a'.repeat(40)}`,
    ]);
  });

  test('is the group when a repository went', () => {
    expect(changed({ repos: [before.repos[0]!] })).toEqual(['/hub|#model']);
  });

  test('is everything when a group came', () => {
    expect(changed({ repos: [...before.repos, repo('e', { repoType: 'space' })] })).toBe('everything');
  });

  test('is everything when a repository moved to another group', () => {
    const broken = repo('e', { damage: 'no' });
    const old = { ...before, repos: [...before.repos, broken] };
    const repos = [before.repos[0]!, { ...before.repos[1]!, damage: 'no' }, broken];
    expect(treeDifference(tree(old), tree({ ...before, repos }))).toBe('everything');
  });

  test('is not a root whose free bytes changed by less than is seen', () => {
    const other = root([], { path: '/other' });
    const after = { ...before, free: before.free! + 1000 };
    expect(treeDifference(tree(before, other), tree(after, other))).toEqual([]);
  });
});

test('context values are words that the menus match', () => {
  const nodes = tree(
    root(
      [
        repo('a/b', { markers: ['chat-template'], revisions: [revision('a', { refs: [] })] }),
        repo('c', { damage: 'no', revisions: [] }),
      ],
      { extras: [extra('incomplete')] },
    ),
  );
  const [model] = childrenOf(nodes[0]!);
  expect(contextValue(model!)).toBe('repo model whole revised chat-template');
  expect(contextValue(childrenOf(model!)[0]!)).toBe('revision model detached chat-template');
  expect(contextValue(nodes[1]!)).toBe('group damaged');
  expect(contextValue(childrenOf(nodes[1]!)[0]!)).toBe('repo model damaged');
  expect(contextValue(nodes[2]!)).toBe('extra incomplete');
});
