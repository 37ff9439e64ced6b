import { describe, expect, test } from 'vitest';
import { buildTree } from '../../extension/src/cache/buildTree';
import { type CacheNode, childrenOf } from '../../extension/src/cache/nodes';
import { NO_FILTER } from '../../extension/src/cache/repoFilter';
import { countTargets } from '../../extension/src/cache/targetCounts';
import { deletionRequest, verificationTargets, withoutOverlap } from '../../extension/src/cache/targets';
import { extra, repo, revision, root } from './fixtures';

const first = 'a'.repeat(40);
const second = 'b'.repeat(40);
const nodes = buildTree(
  {
    roots: [
      root(
        [
          repo('x/y', {
            revisions: [revision(first), revision(second, { refs: [] })],
            incompleteCount: 1,
            sizeOnDisk: 9,
          }),
          repo('z', { sizeOnDisk: 1 }),
          repo('broken', { damage: 'no', revisions: [] }),
        ],
        { extras: [extra('incomplete'), extra('xet'), extra('shared'), extra('unused-shared')] },
      ),
    ],
    complete: true,
  },
  { order: 'size', filter: NO_FILTER, now: 0 },
);
const [models, damaged, incomplete, xet, shared, unusedShared] = nodes as [
  CacheNode,
  CacheNode,
  CacheNode,
  CacheNode,
  CacheNode,
  CacheNode,
];
const [repository, other] = childrenOf(models) as [CacheNode, CacheNode];
const [main, detached] = childrenOf(repository) as [CacheNode, CacheNode];
const file: CacheNode = {
  kind: 'file',
  id: 'file',
  root: '/hub',
  repo: { name: 'models--x--y', repoId: 'x/y', repoType: 'model', markers: [] },
  commitHash: second,
  file: { path: 'config.json', size: 1, uri: '', blobUri: '', shared: false },
};
const name = 'models--x--y';

describe('deleting a selection', () => {
  test('takes repositories, revisions and files', () => {
    expect(deletionRequest([other, main, file]).targets).toEqual([
      { root: '/hub', name: 'models--z' },
      { root: '/hub', name, revision: first },
      { root: '/hub', name, revision: second, file: 'config.json' },
    ]);
  });

  test('counts nothing twice', () => {
    expect(deletionRequest([file, detached, main]).targets).toEqual([
      { root: '/hub', name, revision: second },
      { root: '/hub', name, revision: first },
    ]);
    expect(deletionRequest([file, detached, repository, repository]).targets).toEqual([
      { root: '/hub', name },
    ]);
  });

  test('takes of a filtered repository only what is shown', () => {
    const shown = buildTree(
      {
        roots: [root([repo('x/y', { revisions: [revision(first), revision(second, { refs: [] })] })])],
        complete: true,
      },
      { order: 'size', filter: { ...NO_FILTER, detachedOnly: true }, now: 0 },
    );
    const filtered = childrenOf(shown[0]!);
    expect(deletionRequest(filtered).targets).toEqual([{ root: '/hub', name, revision: second }]);
    expect(verificationTargets(shown)).toEqual([{ root: '/hub', name, revision: second }]);
  });

  test('leaves groups and what belongs to others alone', () => {
    expect(deletionRequest([models, damaged, xet, shared])).toEqual({ targets: [], leftovers: [] });
  });

  test('leaves the names of interrupted downloads and unused shared blobs to the server', () => {
    expect(deletionRequest([incomplete, ...childrenOf(incomplete), unusedShared]).leftovers).toEqual([
      { root: '/hub', what: 'incomplete', name: undefined },
      { root: '/hub', what: 'incomplete', name },
      { root: '/hub', what: 'unused-shared', name: undefined },
    ]);
  });

  test('of an interrupted download goes with its repository', () => {
    const download = { root: '/hub', name, file: 'abc.incomplete' };
    expect(withoutOverlap([download, { root: '/hub', name }])).toEqual([{ root: '/hub', name }]);
    // Shared blobs belong to no repository.
    const blobs = [
      { root: '/hub', name: '', file: 'a' },
      { root: '/hub', name: '', file: 'b' },
    ];
    expect(withoutOverlap(blobs)).toEqual(blobs);
  });
});

test('verifying takes whole revisions, and what is damaged: a repair may mend it', () => {
  expect(verificationTargets([file])).toEqual([{ root: '/hub', name, revision: second }]);
  expect(verificationTargets(nodes)).toEqual([
    { root: '/hub', name },
    { root: '/hub', name: 'models--z' },
    { root: '/hub', name: 'models--broken' },
  ]);
});

test('targets are counted by what they are', () => {
  expect(
    countTargets([
      { root: '/hub', name },
      { root: '/hub', name, revision: first },
      { root: '/hub', name, revision: first, file: 'a' },
      { root: '/hub', name, file: 'b' },
      { root: '/hub', name: '', file: 'c' },
      { root: '/hub', name: '', file: 'd', revision: null },
    ]),
  ).toEqual({ repositories: 1, revisions: 1, files: 1, downloads: 1, blobs: 2 });
});
