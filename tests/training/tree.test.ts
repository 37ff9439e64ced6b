// What the view shows of runs, and what of it is drawn again.
import { expect, test, vi } from 'vitest';
import type { RunDetails } from '../../extension/src/protocol';
import { clientMock, vscodeMock } from './editor';
import { details, ended, run } from './fixtures';

vi.mock('vscode', () => vscodeMock());
vi.mock('vscode-languageclient/node', () => clientMock());
const { buildTree, childrenOf } = await import('../../extension/src/training/buildTree');
const { contextValue, treeItem } = await import('../../extension/src/training/treeItems');
const { tooltip } = await import('../../extension/src/training/tooltips');
const { TrainingTree } = await import('../../extension/src/training/tree');
const { badge, trainingState } = await import('../../extension/src/training/view');
const { statusText } = await import('../../extension/src/training/statusItem');
const { givenRuns, startArgument } = await import('../../extension/src/training/arguments');
const { Uri } = await import('vscode');

const NOW = 2120;
const none = new Map<string, RunDetails>();
const look = (node: Parameters<typeof treeItem>[0]) => {
  const { label, description, iconPath } = treeItem(node, NOW);
  return [label, description, (iconPath as { id: string }).id, contextValue(node)];
};

test('a row says how a run goes, and how long ago one ended', () => {
  const runs = [
    run('sft'),
    run('asked', { stopping: 'checkpoint' }),
    run('waits', { state: 'queued', detail: 'Waiting' }),
    ended('lora'),
    ended('broke', { state: 'failed', canResume: true, detail: 'CUDA ran out of memory' }),
    ended('ended', { state: 'stopped' }),
    ended('gone', { state: 'lost' }),
  ];
  expect(buildTree(runs, none).map(look)).toEqual([
    ['sft', '62 % · loss 0.53 · 12m left · GPU 0', 'play-circle', 'run active'],
    ['asked', '62 % · loss 0.53 · 12m left · GPU 0', 'loading~spin', 'run active'],
    ['waits', 'Waiting', 'clock', 'run active'],
    ['lora', 'f1 0.91 · 2m ago', 'pass', 'run ended'],
    ['broke', 'CUDA ran out of memory · 2m ago', 'error', 'run ended resumable'],
    ['ended', 'f1 0.91 · 2m ago', 'circle-slash', 'run ended'],
    ['gone', 'f1 0.91 · 2m ago', 'question', 'run ended'],
  ]);
});

test('many runs are not all shown at once, but each that goes on is', () => {
  const runs = [ended('a'), ended('b'), ended('c'), run('old but running'), ended('d')];
  const nodes = buildTree(runs, none, 2);
  expect(nodes.map((node) => treeItem(node, NOW).label)).toEqual(['a', 'b', 'old but running', 'Older runs']);
  expect(childrenOf(nodes[3]!).map((node) => treeItem(node, NOW).label)).toEqual(['c', 'd']);
});

test('an opened run shows its cause and advice first, then what it wrote, then its parts', () => {
  const failed = ended('sft', {
    state: 'failed',
    exit: {
      code: 1,
      cause: 'out-of-memory-cuda',
      message: 'CUDA ran out of memory\nmore',
      advice: 'Smaller batch.',
    },
  });
  const output = (kind: 'checkpoint' | 'adapter', step: number, written: number) => ({
    kind,
    uri: `file:///w/out/${kind}-${step}`,
    label: `${kind}-${step}`,
    step,
    size: 12_000_000,
    written,
  });
  const known = details(failed, {
    outputs: [output('checkpoint', 100, 1880), output('checkpoint', 200, 2000), output('adapter', 200, 2000)],
  });
  const [node] = buildTree([failed], new Map([[failed.folder, known]]));
  expect(childrenOf(node!).map(look)).toEqual([
    ['CUDA ran out of memory', '', 'error', 'cause'],
    ['Smaller batch.', '', 'lightbulb', 'advice'],
    ['adapter-200', '12.0 MB · 2m ago', 'extensions', 'output adapter'],
    ['checkpoint-200', '12.0 MB · 2m ago', 'save', 'output checkpoint'],
    ['checkpoint-100', '12.0 MB · 4m ago', 'save', 'output checkpoint'],
    ['Log', 'step 62: loss 0.53', 'output', 'log'],
    ['Metrics', 'loss 0.53', 'graph-scatter', 'metrics'],
    ['TensorBoard', '', 'graph-line', 'tensorboard'],
    ['Command', 'python train.py --lr 1e-4', 'terminal', 'command'],
    ['Folder', '20260101-sft', 'folder', 'folder'],
  ]);
  expect(childrenOf(node!).every((child) => treeItem(child, NOW).command !== undefined)).toBe(true);
});

test('the last line of a progress bar is what it wrote last', () => {
  const going = run('sft', { metrics: {} });
  const known = details(going, { logDirs: [], lastLines: ['0%|  |\r50%|# |\r62%|## |  ', ''] });
  const [node] = buildTree([going], new Map([[going.folder, known]]));
  expect(childrenOf(node!).map(look)[0]).toEqual(['Log', '62%|## |', 'output', 'log']);
  expect(childrenOf(node!).map(contextValue)).toEqual(['log', 'command', 'folder']);
});

const silent = { error: () => undefined };

test('a run is read when it is opened; only what changed is drawn again, and rows stay the same objects', async () => {
  const going = run('sft');
  const open = vi.fn(() => Promise.resolve(details(going)));
  const tree = new TrainingTree({ open, show: open }, silent);
  const drawn: unknown[] = [];
  tree.onDidChangeTreeData((elements) => drawn.push(elements?.map(({ node }) => node.id)));
  tree.show(buildTree([going, ended('lora')], none));
  const [before] = await tree.getChildren();
  const children = await tree.getChildren(before);
  expect(children.length).toBeGreaterThan(3);
  expect(open).toHaveBeenCalledTimes(1);

  const known = new Map([[going.folder, details(going)]]);
  tree.show(buildTree([going, ended('lora')], known));
  expect(drawn).toEqual([undefined]);

  const moved = run('sft', { step: 63 });
  tree.show(buildTree([moved, ended('lora')], new Map([[going.folder, details(moved)]])));
  expect(drawn).toEqual([undefined, [`run|${going.folder}`]]);
  expect((await tree.getChildren())[0]).toBe(before);
  expect(await tree.getChildren(before)).toEqual(children);
  expect((await tree.getChildren(before))[0]).toBe(children[0]);
});

test('a run that cannot be read says so in its place', async () => {
  const tree = new TrainingTree(
    { open: () => Promise.reject(new Error('gone')), show: () => Promise.reject(new Error('gone')) },
    silent,
  );
  tree.show(buildTree([run('sft')], none));
  const [element] = await tree.getChildren();
  const [message] = await tree.getChildren(element);
  expect(message?.node.kind).toBe('message');
  const item = await tree.resolveTreeItem(treeItem(element!.node, NOW), element!);
  expect(item.tooltip).toBeDefined();
});

test('a tooltip has the facts, the command, and links that name the run', () => {
  const going = run('sft', { attempt: 2 });
  const [node] = buildTree([going], none);
  const shown = tooltip(node!, details(going))!;
  expect(shown.value).toContain('62 of 100 (62 %)');
  expect(shown.value).toContain('12m');
  expect(shown.value).toContain('GPU 0');
  expect(shown.value).toContain('python train.py --lr 1e-4');
  expect(shown.value).toContain(encodeURIComponent(JSON.stringify([{ folder: going.folder }])));
  expect(shown.value).toContain('transformers.training.stop');
  expect(tooltip(buildTree([ended('lora')], none)[0]!, undefined)!.value).not.toContain('training.stop');
});

test('the badge counts what runs, and the status bar names one and counts several', () => {
  const queued = run('waits', { state: 'queued', step: 0, total: 0 });
  expect(badge([])).toBeUndefined();
  expect(badge([queued])).toBeUndefined();
  expect(badge([run('a'), run('b'), queued])?.value).toBe(2);
  expect(statusText([], false)).toBe('');
  expect(statusText([run('sft')], false)).toBe('$(play) sft 62 %');
  expect(statusText([run('sft', { step: 999, total: 1000 })], false)).toBe('$(play) sft 99 %');
  expect(statusText([run('sft', { stopping: 'checkpoint' })], false)).toBe('$(debug-stop) sft 62 %');
  expect(statusText([queued], false)).toBe('$(clock) waits');
  expect(statusText([run('a'), queued], false)).toBe('$(play) 2 runs');
  expect(statusText([run('sft')], true)).toBe('$(question) sft 62 %');
  expect(statusText([run('$(bug)')], false)).not.toContain('$(bug)');
});

test('an empty view says why it is empty', () => {
  const facts = { hasRuns: false, isRead: true, hasFolders: true, isTrusted: true, problem: '' };
  expect(trainingState(facts)).toBe('empty');
  expect(trainingState({ ...facts, isRead: false })).toBe('reading');
  expect(trainingState({ ...facts, problem: 'no Python' })).toBe('unavailable');
  expect(trainingState({ ...facts, isTrusted: false })).toBe('untrusted');
  expect(trainingState({ ...facts, hasFolders: false })).toBe('noFolder');
  expect(trainingState({ ...facts, hasRuns: true, isTrusted: false, problem: 'gone' })).toBe('runs');
});

test('a command knows its runs by rows, a whole selection, tooltips, or what is selected', async () => {
  const [a, b] = [run('a'), ended('b')];
  const open = (folder: string) => Promise.resolve(details(folder === a.folder ? a : b));
  const tree = new TrainingTree({ open, show: open }, silent);
  tree.show(buildTree([a, b], none));
  const [rowA, rowB] = await tree.getChildren();
  const [child] = await tree.getChildren(rowB);
  expect(givenRuns([rowA])).toEqual([a.folder]);
  expect(givenRuns([rowA, [rowA, rowB, child]])).toEqual([a.folder, b.folder]);
  expect(givenRuns([{ folder: b.folder }])).toEqual([b.folder]);
  expect(givenRuns([], [rowB!.node])).toEqual([b.folder]);
  expect(givenRuns([{}], [rowB!.node])).toEqual([]);
  expect(givenRuns([42])).toEqual([]);
});

test('a start is called with a file, a path, a specification or nothing', () => {
  const file = (args: readonly unknown[]) => {
    const argument = startArgument(args);
    return argument.kind === 'file' ? argument.uri.path : argument.kind;
  };
  expect(file([Uri.parse('file:///w/train.py')])).toBe('/w/train.py');
  expect(file(['file:///w/train.py'])).toBe('/w/train.py');
  expect(file(['/w/train.py'])).toBe('/w/train.py');
  expect(file(['C:\\w\\train.py'])).toBe('/C:/w/train.py');
  expect(file([])).toBe('nothing');
  expect(file([{ other: 1 }])).toBe('nothing');
  expect(startArgument([{ script: '/w/train.py', arguments: ['--x'] }])).toEqual({
    kind: 'spec',
    spec: { script: 'file:///w/train.py', arguments: ['--x'] },
  });
});
