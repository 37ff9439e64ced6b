// What the view shows, and what of it is drawn again.
import { expect, test, vi } from 'vitest';
import { clientMock, vscodeMock } from './editor';
import { folder, server } from './fixtures';

vi.mock('vscode', () => vscodeMock());
vi.mock('vscode-languageclient/node', () => clientMock());
const { buildTree } = await import('../../extension/src/tensorboard/buildTree');
const { contextValue, treeItem } = await import('../../extension/src/tensorboard/treeItems');
const { tooltip } = await import('../../extension/src/tensorboard/tooltips');
const { statusText } = await import('../../extension/src/tensorboard/statusItem');
const { TensorBoardTree } = await import('../../extension/src/tensorboard/tree');

const looks = (...parameters: Parameters<typeof buildTree>) =>
  buildTree(...parameters).map((node) => {
    const { label, description } = treeItem(node, 1120);
    return [label, description, contextValue(node)];
  });

test('servers come first, and a folder shown by one is not shown twice', () => {
  expect(looks([server('runs')], [folder('a'), folder('runs'), folder('empty', { runs: 0 })])).toEqual([
    ['runs', ':6006 · 12 runs', 'server running'],
    ['a', '12 runs · 3.4 MB · 2m ago', 'folder'],
  ]);
});

test('the folder of all training runs is called by what it is', () => {
  const [node] = buildTree([], [folder('.transformers-workbench/runs', { reason: 'run' })]);
  const { label, description, iconPath } = treeItem(node!, 1120);
  expect([label, description, iconPath]).toEqual([
    'Training Runs',
    '.transformers-workbench/runs · 12 runs · 3.4 MB · 2m ago',
    expect.objectContaining({ id: 'rocket' }),
  ]);
});

test('of compared folders each is still one of its own', () => {
  const both = server('a, b', { folders: ['file:///w/a', 'file:///w/b'] });
  expect(looks([both], [folder('a')]).map(([label]) => label)).toEqual(['a, b', 'a']);
});

test.each([
  [{ hasEvents: false }, ':6006 · no events yet', 'server running'],
  [{ missing: true }, ':6006 · the folder is missing', 'server running'],
  [{ state: 'crashed' as const }, 'crashed', 'server crashed'],
  [{ state: 'outdated' as const }, ':6006 · started by an earlier version', 'server outdated'],
])('a server says what is the matter: %#', (changes, description, context) => {
  expect(looks([server('runs', changes)], [])).toEqual([['runs', description, context]]);
});

test('only what changed is drawn again, and rows stay the same objects', () => {
  const tree = new TensorBoardTree();
  const drawn: unknown[] = [];
  tree.onDidChangeTreeData((elements) => drawn.push(elements?.map(({ node }) => node.id)));
  tree.show(buildTree([], [folder('a'), folder('b')]));
  const [before] = tree.getChildren();
  tree.show(buildTree([], [folder('a', { runs: 13 }), folder('b')]));
  tree.show(buildTree([], [folder('a', { runs: 13 }), folder('b')]));
  expect(drawn).toEqual([undefined, ['folder|file:///w/a']]);
  expect(tree.getChildren()[0]).toBe(before);
  tree.show(buildTree([], [folder('a'), folder('c')]));
  expect(drawn.at(-1)).toBeUndefined();
});

test('a tooltip has the facts and links that name their row', () => {
  const [node] = buildTree([server('runs', { state: 'crashed', lastLines: ['boom'] })], []);
  const shown = tooltip(node!);
  expect(shown.value).toContain('/w/runs');
  expect(shown.value).toContain('boom');
  expect(shown.value).toContain(encodeURIComponent(JSON.stringify([{ id: 'id-runs' }])));
  expect(shown.isTrusted).toMatchObject({
    enabledCommands: expect.arrayContaining(['transformers.tensorboard.restart']) as unknown,
  });
});

test('the status bar names one, counts several, and takes no icon from a folder', () => {
  expect(statusText([server('runs')])).toBe('$(graph-line) runs :6006');
  expect(statusText([server('a'), server('b')])).toBe('$(graph-line) TensorBoard (2)');
  expect(statusText([server('$(bug)')])).not.toContain('$(bug)');
});
