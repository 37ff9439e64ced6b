// A start that the server refuses: nothing that was typed is lost. One that it makes is shown.
import type { QuickPickItem } from 'vscode';
import { beforeEach, expect, test, vi } from 'vitest';
import { clientMock, vscodeMock } from './editor';
import { cpu, estimate, plan, run } from './fixtures';

/** What a person chooses, one question after another; a list's row by a part of its label. */
const answers: string[] = [];
const asked: string[][] = [];
const shown: string[] = [];
/** Folders of runs that were shown, in the order in which it happened. */
const seen: string[] = [];
const executed: unknown[][] = [];

vi.mock('vscode', () => {
  const base = vscodeMock();
  const tell = (message: string) => Promise.resolve(void shown.push(message));
  return {
    ...base,
    ProgressLocation: { Window: 10 },
    commands: {
      executeCommand: (...words: readonly unknown[]) => Promise.resolve(void executed.push([...words])),
    },
    window: {
      ...base.window,
      showErrorMessage: tell,
      showInformationMessage: tell,
      withProgress: (_: unknown, work: () => Promise<unknown>) => work(),
    },
  };
});
vi.mock('vscode-languageclient/node', () => clientMock());
vi.mock('../../extension/src/training/quickSteps', () => ({
  BACK: Symbol('back'),
  askingSoon: (_: unknown, __: string, work: (token: unknown) => Promise<unknown>) => work({}),
  askText: () => Promise.resolve(answers.shift()),
  askOne: ({ items }: { readonly items: readonly QuickPickItem[] }) => {
    asked.push(items.map(({ label, description = '' }) => `${label} | ${description}`));
    const wanted = answers.shift();
    return Promise.resolve(
      wanted === undefined ? undefined : items.find(({ label }) => label.includes(wanted)),
    );
  },
}));
const vscode = await import('vscode');
const { StartFlow } = await import('../../extension/src/training/startFlow');
const { Review } = await import('../../extension/src/training/review');
const { showStarted } = await import('../../extension/src/training/showStarted');

beforeEach(() => [answers, asked, shown, seen, executed].forEach((list) => (list.length = 0)));

const refused = (message: string): Error =>
  Object.assign(new Error(message), { code: -32803, data: { advice: 'Do otherwise.', action: 'none' } });

const start = async (
  refusals: Record<string, (spec: { arguments: string[] }) => string>,
  given: Record<string, unknown> = {},
): Promise<string[][]> => {
  const planned: string[][] = [];
  const results: Record<string, unknown> = { plan: plan(), estimate: estimate(), start: {}, ...given };
  const request = (method: { readonly method: string }, params: { spec: { arguments: string[] } }) => {
    const name = method.method.slice(method.method.lastIndexOf('/') + 1);
    if (name === 'plan') {
      planned.push(params.spec.arguments);
    }
    const message = refusals[name]?.(params.spec) ?? '';
    return message === '' ? Promise.resolve(results[name]) : Promise.reject(refused(message));
  };
  const ask = () => Promise.resolve({ devices: [cpu] });
  type Arguments = ConstructorParameters<typeof StartFlow>;
  const server = { request, ask } as unknown as Arguments[0];
  const output = { warn: vi.fn(), debug: vi.fn() } as unknown as ConstructorParameters<typeof Review>[1];
  const reader = { put: () => Promise.resolve() } as unknown as Arguments[1];
  const lastStarts = { remember: () => Promise.resolve() } as unknown as Arguments[2];
  const flow = new StartFlow(server, reader, lastStarts, new Review(server, output), (opened) =>
    Promise.resolve(void seen.push(opened)),
  );
  const spec = {
    script: 'file:///w/train.py',
    arguments: ['--typed', '1'],
    workingDirectory: 'file:///gone',
  };
  const folder = vscode.Uri.file('/w');
  expect(await flow.run({ spec, folder, file: undefined }, { questions: false, before: false })).toBe(false);
  return planned;
};

test('a plan that is refused says why among all that can be changed, and goes on from there', async () => {
  answers.push('Edit Arguments', '--better 2');
  const planned = await start({
    plan: (spec) => (spec.arguments.includes('--typed') ? 'Not like this.' : ''),
  });
  expect(planned).toEqual([
    ['--typed', '1'],
    ['--better', '2'],
  ]);
  expect(asked[0]?.slice(0, 2)).toEqual([
    '$(error) Not like this. | Do otherwise.',
    '$(refresh) Try Again | ',
  ]);
  expect(asked[0]).toContain('$(edit) Edit Arguments… | --typed 1');
  expect(asked[0]).toContain('$(folder) Working Directory… | /gone');
  expect(asked[0]?.join()).not.toContain('Start Training Run');
  expect(asked[1]?.[0]).toContain('Start Training Run');
});

test('a start that is refused says why beside the review', async () => {
  answers.push('Start Training Run');
  const planned = await start({ start: () => 'The disk is full.' });
  expect(planned).toEqual([
    ['--typed', '1'],
    ['--typed', '1'],
  ]);
  expect(shown).toEqual(['The disk is full. Do otherwise.']);
  expect(seen).toEqual([]);
});

test.each([false, true])('what was started is shown, also when it goes on already: %s', async (reused) => {
  answers.push('Start Training Run');
  await start({}, { start: { run: run('sft'), reused } });
  expect(seen).toEqual([run('sft').folder]);
  expect(shown).toEqual(reused ? ['That run is going on already.'] : []);
});

test.each([
  [['Start Training Run', 'Show That Run'], ['sft']],
  [['Start Training Run', 'Start Another'], ['new']],
  // The question about the same run is left.
  [['Start Training Run'], []],
])('with the very same run going on, %j shows %j', async (chosen, names) => {
  answers.push(...chosen);
  await start({}, { plan: plan({ running: run('sft').folder }), start: { run: run('new'), reused: false } });
  expect(seen).toEqual(names.map((name) => run(name).folder));
});

test('a run that was started has its curves beside the editor, which keeps the focus; a setting says otherwise', async () => {
  const view = { reveal: (...words: readonly unknown[]) => Promise.resolve(void executed.push([...words])) };
  const { folder } = run('sft');
  await showStarted(view, folder);
  expect(executed).toEqual([
    [folder, false],
    ['transformers.health.open', { folder, preserveFocus: true }],
  ]);
  executed.length = 0;
  const { configured } = vscode as unknown as { readonly configured: Map<string, unknown> };
  configured.set('openOnStart', false);
  await showStarted(view, folder);
  expect(executed).toEqual([[folder, false]]);
  configured.clear();
});
