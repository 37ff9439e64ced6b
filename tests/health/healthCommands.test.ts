// What the commands open, with whatever they are called.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { LogSubject } from '../../extension/src/webview/healthMessages';
import { run } from '../training/fixtures';
import { clientMock, vscodeMock } from './editor';
import { LOG, logState } from './logStates';

interface Item {
  readonly label: string;
  readonly description?: string;
}

interface Editor {
  readonly uri: unknown;
  readonly text: string;
}

const seen = {
  told: [] as string[],
  items: [] as readonly Item[],
  answer: (items: readonly Item[]): unknown => items[0],
  clipboard: '',
  editor: undefined as Editor | undefined,
  dialog: undefined as unknown,
};

vi.mock('vscode', () => {
  const base = vscodeMock();
  const window = {
    ...base.window,
    withProgress: (_: unknown, work: () => unknown) => work(),
    showInformationMessage: (text: string) => Promise.resolve(void seen.told.push(text)),
    showErrorMessage: (text: string) => Promise.resolve(void seen.told.push(text)),
    showQuickPick: (items: readonly Item[]) => {
      seen.items = items;
      return Promise.resolve(seen.answer(items));
    },
    showOpenDialog: () => Promise.resolve(seen.dialog),
    get activeTextEditor() {
      const { editor } = seen;
      return editor && { document: { uri: editor.uri, getText: () => editor.text } };
    },
  };
  return {
    ...base,
    ProgressLocation: { Window: 10 },
    window,
    env: { ...base.env, clipboard: { readText: () => Promise.resolve(seen.clipboard) } },
    workspace: { ...base.workspace, asRelativePath: ({ path }: { readonly path: string }) => path },
  };
});
vi.mock('vscode-languageclient/node', () => clientMock());
const { Uri } = await import('vscode');
const { HealthCommands } = await import('../../extension/src/health/commands');
const { LogSources } = await import('../../extension/src/health/logSources');

type Parts = ConstructorParameters<typeof HealthCommands>[0];

const ROW = "{'loss': 0.7373, 'epoch': 0.16}";
const first = run('first', { created: 1 });
const second = run('second', { created: 2 });
const state = {
  runs: [second, first],
  opened: [] as (readonly LogSubject[])[],
  focus: [] as boolean[],
  findings: [] as string[],
  held: new Map<string, number>(),
  problem: '',
};

const parts = {
  runs: {
    get runs() {
      return state.runs;
    },
    byFolder: (folder: string) => state.runs.find((each) => each.folder === folder),
    ask: () => Promise.resolve(),
  },
  logs: {
    open: ({ log }: LogSubject) => Promise.resolve(state.held.set(log, (state.held.get(log) ?? 0) + 1)),
    close: (log: string) => state.held.set(log, (state.held.get(log) ?? 0) - 1),
    get: (log: string) => ({
      state: state.problem === '' ? logState({ loss: 1 }, { log }) : undefined,
      problem: state.problem,
      error: new Error(state.problem),
    }),
  },
  sources: new LogSources(
    {
      keep: (text: string) =>
        Promise.resolve(
          text.trim() === '' ? { kind: 'empty' } : { kind: 'kept', uri: `file:///kept/${text.length}.log` },
        ),
      has: () => false,
    } as never,
    () => [],
  ),
  panels: {
    open: (logs: readonly LogSubject[], preserveFocus = false) => {
      state.opened.push(logs);
      state.focus.push(preserveFocus);
      return { showFinding: (log: string, rule: string) => state.findings.push(`${log} ${rule}`) };
    },
  },
};
const commands = new HealthCommands(parts as unknown as Parts);
const labelled =
  (label: string) =>
  (items: readonly Item[]): unknown =>
    items.find((item) => item.label.includes(label));
const opened = (): readonly (readonly string[])[] => state.opened.map((logs) => logs.map(({ name }) => name));

beforeEach(() => {
  Object.assign(seen, { told: [], items: [], clipboard: '', editor: undefined, dialog: undefined });
  Object.assign(state, { runs: [second, first], opened: [], focus: [], findings: [], problem: '' });
  state.held.clear();
});

describe('Open Run', () => {
  test.each([
    ['an object of another room', { folder: first.folder }],
    ['a URI', Uri.parse(first.folder)],
    ['text', first.folder],
  ])('shows the run that %s names', async (_, argument) => {
    await commands.open([argument]);
    expect(state.opened).toEqual([
      [{ log: first.folder, name: 'first', method: '', classes: 0, script: '' }],
    ]);
    expect(state.focus).toEqual([false]);
  });

  test('leaves the focus where it is when nobody asked for the panel', async () => {
    await commands.open([{ folder: first.folder, preserveFocus: true }]);
    expect(state.focus).toEqual([true]);
  });

  test('brings a finding into view', async () => {
    await commands.open([{ folder: first.folder, rule: 'climbing-loss' }]);
    expect(state.findings).toEqual([`${first.folder} climbing-loss`]);
  });

  test('asks which, the newest first and any other log last', async () => {
    seen.answer = labelled('first');
    await commands.open([]);
    expect(seen.items.map(({ label }) => label)).toEqual([
      'second',
      'first',
      '',
      '$(file) Diagnose Training Log…',
    ]);
    expect(opened()).toEqual([['first']]);
  });

  test('goes on to other logs when none of the runs is meant', async () => {
    seen.answer = (items) => labelled('Diagnose Training Log')(items) ?? labelled('Empty Panel')(items);
    await commands.open([]);
    expect(opened()).toEqual([[]]);
  });

  test('opens nothing when nothing was chosen', async () => {
    seen.answer = () => undefined;
    await commands.open([]);
    expect(state.opened).toEqual([]);
  });
});

describe('Compare Runs', () => {
  test('shows those that are selected in one panel', async () => {
    const row = { folder: first.folder };
    await commands.compare([row, [row, { folder: second.folder }]]);
    expect(opened()).toEqual([['first', 'second']]);
  });

  test('asks which, and takes no single one', async () => {
    seen.answer = (items) => items.slice(0, 1);
    await commands.compare([]);
    expect([state.opened, seen.told]).toEqual([[], ['Tick two or more runs to compare them.']]);
    seen.answer = (items) => items;
    await commands.compare([]);
    expect(opened()).toEqual([['second', 'first']]);
  });

  test('says so where there is nothing to compare', async () => {
    state.runs = [first];
    await commands.compare([]);
    expect(seen.told).toEqual(['There are no two training runs to compare.']);
  });
});

describe('Diagnose Training Log', () => {
  test('shows the files that were chosen in the explorer, in one panel', async () => {
    const uris = [Uri.parse('file:///w/a.log'), Uri.parse('file:///w/b.log')];
    await commands.diagnose([uris[0], uris]);
    expect(opened()).toEqual([['a.log', 'b.log']]);
  });

  test('opens no panel of what is no log, says why, and leaves nothing open', async () => {
    state.problem = 'There is no training log in /w/notes.txt.';
    await expect(commands.diagnose([Uri.parse('file:///w/notes.txt')])).rejects.toThrow(state.problem);
    expect([state.opened, [...state.held.values()]]).toEqual([[], [0]]);
  });

  test('offers the log in the editor first', async () => {
    seen.editor = { uri: Uri.parse('file:///w/train.log'), text: '' };
    seen.answer = (items) => items[0];
    await commands.diagnose([]);
    expect(state.opened).toEqual([[expect.objectContaining({ log: LOG })]]);
  });

  test('takes the text of an editor that is no file', async () => {
    seen.editor = { uri: Uri.parse('untitled:Untitled-1'), text: ROW };
    seen.answer = (items) => items[0];
    await commands.diagnose([]);
    expect(opened()).toEqual([['Untitled-1']]);
    expect(state.opened[0]?.[0]?.log).toBe(`file:///kept/${ROW.length}.log`);
  });

  test('does not offer an editor with something else in it', async () => {
    seen.editor = { uri: Uri.parse('file:///w/train.py'), text: 'import torch' };
    seen.answer = () => undefined;
    await commands.diagnose([]);
    expect(seen.items.map(({ label }) => label.replace(/^\$\(\S+\) /, ''))).toEqual([
      'Choose a File…',
      'Choose a Folder…',
      'Paste from Clipboard',
      'Open an Empty Panel',
    ]);
  });

  test.each([
    [ROW, 'it holds a training log'],
    ['hello', 'copy what a training printed'],
  ])('knows of the clipboard %j: %s', async (text, description) => {
    seen.clipboard = text;
    seen.answer = labelled('Paste');
    await commands.diagnose([]);
    expect(seen.items.find(({ label }) => label.includes('Paste'))?.description).toBe(description);
    expect(opened()).toEqual([['Pasted log']]);
  });

  test('says so when there is nothing to paste', async () => {
    seen.answer = labelled('Paste');
    await commands.diagnose([]);
    expect([state.opened, seen.told]).toEqual([
      [],
      ['There is no text. Copy what the training printed, then try again.'],
    ]);
  });

  test('a dialog that was closed is no empty panel', async () => {
    seen.answer = labelled('Choose a File');
    await commands.diagnose([]);
    expect(state.opened).toEqual([]);
    seen.dialog = [Uri.parse('file:///w/state/trainer_state.json')];
    await commands.diagnose([]);
    expect(opened()).toEqual([['trainer_state.json']]);
  });
});
