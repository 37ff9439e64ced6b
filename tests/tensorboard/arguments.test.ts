// What the commands understand of what they are called with.
import { expect, test, vi } from 'vitest';
import { clientMock, vscodeMock } from './editor';
import { folder, server } from './fixtures';

vi.mock('vscode', () => vscodeMock());
vi.mock('vscode-languageclient/node', () => clientMock());
const { Uri } = await import('vscode');
const { buildTree } = await import('../../extension/src/tensorboard/buildTree');
const { TensorBoardElement } = await import('../../extension/src/tensorboard/tree');
const { asksForPanel, asksForRunning, givenFolders, givenServers } =
  await import('../../extension/src/tensorboard/arguments');

const nodes = buildTree([server('runs')], [folder('a'), folder('b')]);
const [runs, a, b] = nodes.map((node) => new TensorBoardElement(node));
const events = 'events.out.tfevents.1700000000.host.1.0';

test.each([
  ['nothing', [], []],
  ['a URI', ['file:///w/a'], ['file:///w/a']],
  ['a path', ['/w/a'], ['file:///w/a']],
  ['a path on a drive', ['C:\\w\\a'], ['file:///C:/w/a']],
  ['an event file', [`file:///w/a/${events}`], ['file:///w/a']],
  ['a Uri', [Uri.file('/w/a')], ['file:///w/a']],
  ['a Uri of an event file', [Uri.file(`/w/a/${events}`), { groupId: 0 }], ['file:///w/a']],
  [
    'several of the explorer',
    [Uri.file('/w/a'), [Uri.file('/w/a'), Uri.file('/w/b')]],
    ['file:///w/a', 'file:///w/b'],
  ],
  ['folders', [{ folders: ['file:///w/a', '/w/b', 7] }], ['file:///w/a', 'file:///w/b']],
  ['a row', [a], ['file:///w/a']],
  ['rows', [a, [a, b, runs]], ['file:///w/a', 'file:///w/b', 'file:///w/runs']],
  ['the same twice', [{ folders: ['/w/a', 'file:///w/a'] }], ['file:///w/a']],
  ['an id', [{ id: 'x' }], []],
  ['nonsense', [null, 3], []],
  ['an empty text', [' '], []],
] as const)('folders of %s', (_, args, folders) => {
  expect(givenFolders(args)).toEqual(folders);
});

test('servers are named by id or row', () => {
  expect(givenServers([{ id: 'x' }])).toEqual(['x']);
  expect(givenServers([runs, [runs, a]])).toEqual(['id-runs']);
  expect(givenServers([{ id: 7 }])).toEqual([]);
});

test('the selection counts only for a key', () => {
  expect(givenServers([], nodes)).toEqual(['id-runs']);
  expect(givenServers([a], nodes)).toEqual([]);
  expect(givenFolders([], nodes.slice(1, 2))).toEqual(['file:///w/a']);
});

test('what the status bar and a panel ask for', () => {
  expect([asksForRunning([{ running: true }]), asksForRunning([{ running: 1 }]), asksForRunning([])]).toEqual(
    [true, false, false],
  );
  expect([asksForPanel([{ folders: [], inPanel: true }]), asksForPanel([null])]).toEqual([true, false]);
});
