// What is shown before a start, and what may be chosen.
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { clientMock, vscodeMock } from './editor';
import { cpu, device, estimate, plan, run } from './fixtures';

vi.mock('vscode', () => vscodeMock());
vi.mock('vscode-languageclient/node', () => clientMock());
const { memoryItems, reviewItems } = await import('../../extension/src/training/reviewItems');
const { deviceItems, isChoice, preselected, ticked, together } =
  await import('../../extension/src/training/deviceStep');
const { resolveRunsFolder } = await import('../../extension/src/runsFolders');
const { LastStarts } = await import('../../extension/src/training/lastStarts');
const { lossWords } = await import('../../extension/src/training/stopping');

type Facts = Parameters<typeof reviewItems>[0];

const review = (changes: Partial<Facts> = {}) =>
  reviewItems({
    spec: { script: 'file:///w/train.py', arguments: ['--lr', '1e-4'] },
    plan: plan(),
    estimate: estimate(),
    data: [],
    account: '',
    canChooseDevices: true,
    hasFile: false,
    ...changes,
  });
const rows = (items: ReturnType<typeof review>) =>
  items.filter(({ action }) => action).map(({ label, description = '' }) => `${label} | ${description}`);

test('the review begins with the start and shows the exact command and everything that can be changed', () => {
  expect(rows(review())).toEqual([
    '$(play) Start Training Run | train.py',
    '$(check) Needs about 2.1 GB of 23.4 GB free | memory',
    '$(terminal) /venv/bin/python /w/train.py --lr 1e-4 | ',
    '$(edit) Edit Arguments… | --lr 1e-4',
    '$(server) Choose Devices… | GPU 0',
    '$(symbol-variable) Environment… | CUDA_VISIBLE_DEVICES=0',
    '$(rocket) Launcher and Processes… | automatic: python',
    '$(folder) Working Directory… | /w',
    '$(save) Save as *.run.json… | ',
    '$(copy) Copy Command | ',
  ]);
});

test('what speaks against a start stands right below it', () => {
  const items = review({
    plan: plan({
      running: 'file:///w/runs/a',
      missingPackages: ['peft', 'trl'],
      warnings: ['GPU 0 is busy: $(bug)'],
    }),
    estimate: estimate({
      total: 30e9,
      fits: false,
      assumed: ['optimizer'],
      remedies: [{ label: 'Batch size 4', total: 12e9, fits: true }],
    }),
  });
  expect(rows(items).slice(1, 7)).toEqual([
    '$(info) The very same runs already | Show it',
    '$(cloud-download) Install peft, trl… | missing in the selected Python',
    '$(warning) GPU 0 is busy: $\u200b(bug) | ',
    '$(warning) Needs about 30.0 GB of 23.4 GB free | memory will not do · assumed: optimizer',
    '$(lightbulb) Batch size 4 | about 12.0 GB: fits',
    '$(go-to-file) Open Script | to change it; nothing is started',
  ]);
});

test('what would make it fit is read in full; only the row that says so opens the script', () => {
  const remedies = [{ label: 'Batch size 4', total: 12e9, fits: true }];
  const items = memoryItems(estimate({ total: 30e9, fits: false, remedies }));
  expect(items.map(({ action, whole }) => [action, whole])).toEqual([
    ['read', 'Needs about 30.0 GB of 23.4 GB free · memory will not do'],
    ['read', 'Batch size 4 · about 12.0 GB: fits'],
    ['script', undefined],
  ]);
});

test('a token is a fact of the review, never a value', () => {
  const text = JSON.stringify(review({ plan: plan({ withToken: true }), account: 'alice' }));
  expect(text).toContain('HF_TOKEN of alice');
  expect(JSON.stringify(review({ plan: plan({ withToken: true }) }))).toContain('HF_TOKEN: the token in use');
  expect(JSON.stringify(review())).not.toContain('HF_TOKEN');
});

test('the memory is awaited, known, or silently not known', () => {
  expect(memoryItems(undefined)[0]?.label).toContain('Estimating memory');
  expect(memoryItems(estimate({ known: false, message: '' }))).toEqual([]);
  expect(memoryItems(estimate({ known: false, message: 'The model is not here' }))[0]?.label).toBe(
    '$(info) The model is not here',
  );
});

test('Slurm has a row only where a run file asks for it, and a lone CPU is said plainly', () => {
  const spec = { script: 'file:///w/train.py', slurm: { nodes: 2, gpusPerNode: 4, time: '2:00:00' } };
  expect(rows(review({ spec, hasFile: true }))).toContain(
    '$(server-environment) Slurm Job | 2 nodes · 4 GPUs each · 2:00:00',
  );
  expect(rows(review({ spec })).join()).not.toContain('Slurm');
  expect(rows(review({ canChooseDevices: false })).join()).toContain('On the CPU: there is no GPU');
});

test('devices say what they are, what is free and how busy they are; the freest is ticked', () => {
  const devices = [device('0'), device('1', { preselected: true, processes: 0, load: null }), cpu];
  expect(deviceItems(devices).map(({ label, description }) => `${label} | ${description ?? ''}`)).toEqual([
    'GPU 0: NVIDIA H100 | 60.0 GB of 80.0 GB free · 3 % busy · 2 processes',
    'GPU 1: NVIDIA H100 | 60.0 GB of 80.0 GB free',
    'CPU | 60.0 GB of 80.0 GB free',
  ]);
  expect(preselected({ devices })).toEqual(['1']);
  expect(isChoice({ devices })).toBe(true);
  expect(isChoice({ devices: [cpu] })).toBe(false);
});

test('devices that were chosen before are ticked again, unless they are gone', () => {
  const devices = [device('0'), device('1'), device('2', { preselected: true }), cpu];
  expect(ticked({ devices }, ['0', '1'])).toEqual(['0', '1']);
  expect(ticked({ devices }, ['7', '1'])).toEqual(['1']);
  expect(ticked({ devices }, ['7'])).toEqual(['2']);
  expect(ticked({ devices }, [])).toEqual(['2']);
});

test('GPUs may be ticked together, the CPU only alone: what was ticked last wins', () => {
  const [first, second, processor] = deviceItems([device('0'), device('1'), cpu]);
  expect(together([first!, second!], [first!])).toEqual([first, second]);
  expect(together([first!, processor!], [first!])).toEqual([processor]);
  expect(together([second!, processor!], [processor!])).toEqual([second]);
});

test.each([
  ['.transformers-workbench/runs', '/w/p/.transformers-workbench/runs'],
  ['', '/w/p/.transformers-workbench/runs'],
  ['/scratch/runs', '/scratch/runs'],
  ['~/runs', '/home/me/runs'],
  ['~', '/home/me'],
  ['~other/runs', '/w/p/~other/runs'],
  ['${workspaceFolder}/../runs', '/w/runs'],
])('the runs folder %j is %s', (value, expected) => {
  expect(resolveRunsFolder(value, '/w/p', '/home/me', path.posix)).toBe(expected);
});

test('the runs folder is resolved on Windows too', () => {
  expect(resolveRunsFolder('D:\\runs', 'C:\\w', 'C:\\Users\\me', path.win32)).toBe('D:\\runs');
  expect(resolveRunsFolder('~\\runs', 'C:\\w', 'C:\\Users\\me', path.win32)).toBe('C:\\Users\\me\\runs');
});

test('a script is offered again with what it was last started with, the newest first', async () => {
  const kept = new Map<string, unknown>();
  const starts = new LastStarts({
    keys: () => [],
    get: (key: string, value?: unknown) => kept.get(key) ?? value,
    update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
  } as ConstructorParameters<typeof LastStarts>[0]);
  await starts.remember({ script: 'file:///w/a.py', arguments: ['--x'], devices: ['3'] });
  await starts.remember({ script: 'file:///w/b.py' });
  await starts.remember({ script: 'file:///w/a.py', arguments: ['--y'], environment: { A: '1' } });
  expect(starts.scripts).toEqual(['file:///w/a.py', 'file:///w/b.py']);
  // The freest device is another one next time.
  expect(starts.of('file:///w/a.py')).toEqual({
    arguments: ['--y'],
    environment: { A: '1' },
    launcher: 'auto',
    processes: 0,
  });
  expect(starts.of('file:///w/c.py')).toEqual({});
});

test('ending a run at once says how many steps that costs', () => {
  expect(lossWords(run('sft'), 50)).toBe('sft loses 12 steps since the checkpoint of step 50.');
  expect(lossWords(run('sft'), 62)).toBe('sft has a checkpoint of its last step.');
  expect(lossWords(run('sft'), 0)).toBe('sft has no checkpoint yet: all of its 62 steps are lost.');
  expect(lossWords(run('sft', { step: 0 }), 0)).toBe('sft has no checkpoint yet: all it has done is lost.');
});
