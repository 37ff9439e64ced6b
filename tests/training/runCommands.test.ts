// What commands do with a run whose files are not where one would look for them.
import { beforeEach, expect, test, vi } from 'vitest';
import { clientMock, vscodeMock } from './editor';
import { run } from './fixtures';

const told: unknown[] = [];
const executed: unknown[][] = [];
const there = new Set<string>();
const editor = { remoteName: undefined as string | undefined, workspace: '/w' };

vi.mock('vscode', () => {
  const base = vscodeMock();
  return {
    ...base,
    env: Object.defineProperty({ ...base.env }, 'remoteName', { get: () => editor.remoteName }),
    commands: {
      executeCommand: (...words: readonly unknown[]) => Promise.resolve(void executed.push([...words])),
    },
    window: {
      ...base.window,
      showInformationMessage: (text: string) => Promise.resolve(void told.push(text)),
    },
    workspace: {
      ...base.workspace,
      getWorkspaceFolder: ({ path }: { readonly path: string }) =>
        path.startsWith(editor.workspace) ? {} : undefined,
      fs: {
        stat: ({ path }: { readonly path: string }) =>
          there.has(path) ? Promise.resolve({}) : Promise.reject(new Error('no such file')),
      },
    },
  };
});
vi.mock('vscode-languageclient/node', () => clientMock());
const { TrainingCommands } = await import('../../extension/src/training/commands');

type Parts = ConstructorParameters<typeof TrainingCommands>[0];

const waiting = run('sft', { state: 'queued' });
const opened: string[] = [];
const requested: unknown[] = [];
const shown: string[] = [];
const stopped: string[] = [];
const commands = new TrainingCommands({
  server: {
    request: (_: unknown, params: unknown) => {
      requested.push(params);
      return Promise.resolve({ run: waiting, reused: false });
    },
  },
  reader: {
    runs: [waiting],
    byFolder: (folder: string) => (folder === waiting.folder ? waiting : undefined),
    ask: () => Promise.resolve(),
    show: (folder: string) =>
      folder.endsWith('/gone')
        ? Promise.reject(Object.assign(new Error('It is gone.'), { code: -32803, data: { advice: '' } }))
        : Promise.resolve({ run: run('other', { folder }), log: 'file:///w/runs/sft/log.txt' }),
    put: () => Promise.resolve(),
  },
  view: { selection: [], whileBusy: (work: () => unknown) => work(), reveal: () => Promise.resolve() },
  show: (folder: string) => Promise.resolve(void shown.push(folder)),
  stopping: {
    stop: (runs: readonly { readonly folder: string }[]) =>
      Promise.resolve(void stopped.push(...runs.map(({ folder }) => folder))),
  },
  logs: { show: ({ path }: { readonly path: string }) => Promise.resolve(void opened.push(path)) },
} as unknown as Parts);
const row = [{ folder: waiting.folder }];

beforeEach(() => {
  [told, executed, opened, requested, shown, stopped].forEach((list) => (list.length = 0));
  there.clear();
  editor.remoteName = undefined;
  editor.workspace = '/w';
});

test('a run that has printed nothing yet says so in place of an editor that finds no file', async () => {
  await commands.showLog(row);
  expect([told, opened]).toEqual([['sft has printed nothing yet.'], []]);
  there.add('/w/runs/sft/log.txt');
  await commands.showLog(row);
  expect(opened).toEqual(['/w/runs/sft/log.txt']);
});

test.each([
  ['/', undefined, 'revealInExplorer'],
  ['/elsewhere', undefined, 'revealFileInOS'],
  ['/elsewhere', 'ssh-remote', 'vscode.openFolder'],
])('with the workspace %s and the remote %s a folder is shown by %s', async (workspace, remote, command) => {
  Object.assign(editor, { workspace, remoteName: remote });
  await commands.revealFolder(row);
  expect(executed.map(([name]) => name)).toEqual([command]);
});

test('the row that is resumed is the one that was chosen, and it is shown as one that was started', async () => {
  await commands.resume(row);
  expect(requested).toEqual([{ folder: waiting.folder }]);
  expect(shown).toEqual([waiting.folder]);
});

test('a run that is not in the list of this window is asked for, and one that is gone is not acted on', async () => {
  await commands.stop([{ folder: 'file:///elsewhere/other' }]);
  expect(stopped).toEqual(['file:///elsewhere/other']);
  await commands.stop([{ folder: 'file:///elsewhere/gone' }]);
  expect(stopped).toEqual(['file:///elsewhere/other']);
});
