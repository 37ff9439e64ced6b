import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { InstallationFacts } from '../../extension/src/client/installationFacts';
import type { Interpreter } from '../../extension/src/client/interpreterTypes';
import { planInstallation, planVirtualEnvironment } from '../../extension/src/client/planInstallation';

interface Task {
  readonly name: string;
  readonly source: string;
  readonly execution: { readonly program: string; readonly words: readonly string[] };
}

const started: Task['execution'][] = [];
const shown: { message: string; detail: string; buttons: readonly string[] }[] = [];
const settings = new Map<string, unknown>();
const commands: string[] = [];
let ended: ((event: unknown) => void) | undefined;
let exitCode = 0;
let chooses: (button: string) => boolean = () => true;
let environmentsApi: unknown;
const workspace = {
  isTrusted: true,
  workspaceFolders: undefined as unknown[] | undefined,
  getConfiguration: () => ({
    update: (name: string, value: unknown) => Promise.resolve(settings.set(name, value)),
    inspect: () => undefined,
  }),
};

function ask(
  message: string,
  options?: { detail: string },
  ...buttons: string[]
): Promise<string | undefined> {
  shown.push({ message, detail: options?.detail ?? '', buttons });
  return Promise.resolve(buttons.find(chooses));
}

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...values: string[]) =>
      text.replace(/\{(\d)\}/g, (_, index) => values[Number(index)] ?? ''),
  },
  Uri: { file: (fsPath: string) => ({ fsPath }) },
  ConfigurationTarget: { Workspace: 2, Global: 1 },
  TaskScope: { Workspace: 2 },
  TaskRevealKind: { Always: 1 },
  ProcessExecution: class {
    constructor(
      readonly program: string,
      readonly words: readonly string[],
    ) {}
  },
  Task: class {
    constructor(
      readonly definition: unknown,
      readonly scope: unknown,
      readonly name: string,
      readonly source: string,
      readonly execution: unknown,
    ) {}
  },
  tasks: {
    onDidEndTaskProcess: (listener: (event: unknown) => void) => {
      ended = listener;
      return { dispose: () => (ended = undefined) };
    },
    executeTask: (task: Task) => {
      started.push({ program: task.execution.program, words: task.execution.words });
      ended?.({ execution: { task }, exitCode });
      return Promise.resolve();
    },
  },
  commands: { executeCommand: (id: string) => Promise.resolve(commands.push(id)) },
  extensions: { getExtension: () => ({ activate: () => Promise.resolve(environmentsApi) }) },
  window: { showInformationMessage: ask, showWarningMessage: ask },
  workspace,
}));
const { installPackages } = await import('../../extension/src/client/installPackages');
const { askInstallationFacts } = await import('../../extension/src/client/installationFacts');

const FACTS: InstallationFacts = {
  prefix: '/e',
  hasPip: false,
  hasEnsurepip: false,
  isVirtual: false,
  isConda: false,
  isManaged: false,
  pixiManifest: undefined,
};
const NO_TOOLS = { uv: undefined, pixi: undefined, conda: undefined, extension: false };
const PIP = { program: '/p', words: ['-m', 'pip', 'install', 'torch>=2'] };

describe('packages are installed', () => {
  const plan = (facts: Partial<InstallationFacts>, tools: Partial<typeof NO_TOOLS> | object = {}) =>
    planInstallation('/p', { ...FACTS, ...facts }, { ...NO_TOOLS, ...tools }, ['torch>=2']);

  test('by pip where it is', () => {
    expect(plan({ hasPip: true, isConda: true }, { uv: '/uv', conda: '/conda' })).toMatchObject({
      calls: [PIP],
    });
  });

  test('by uv where pip is not', () => {
    const words = ['pip', 'install', '--python', '/p', 'torch>=2'];
    expect(plan({}, { uv: '/uv', extension: true })).toMatchObject({ calls: [{ program: '/uv', words }] });
  });

  test('by the Python Environments extension where uv is not either', () => {
    expect(plan({ isVirtual: true, hasEnsurepip: true }, { extension: true })).toEqual({ kind: 'extension' });
  });

  test('by pip after conda or ensurepip has brought it', () => {
    const conda = { program: '/conda', words: ['install', '--yes', '--prefix', '/e', 'pip'] };
    expect(plan({ isConda: true }, { conda: '/conda' })).toMatchObject({
      addsPip: true,
      calls: [conda, PIP],
    });
    const ensurepip = { program: '/p', words: ['-I', '-m', 'ensurepip'] };
    expect(plan({ isVirtual: true, hasEnsurepip: true })).toMatchObject({
      addsPip: true,
      calls: [ensurepip, PIP],
    });
  });

  test('by pixi into its own project', () => {
    const words = ['add', '--manifest-path', '/w/pixi.toml', '--pypi', 'torch>=2'];
    const facts = { isConda: true, hasPip: true, pixiManifest: '/w/pixi.toml' };
    expect(plan(facts, { pixi: '/pixi' })).toMatchObject({
      kind: 'pixi',
      calls: [{ program: '/pixi', words }],
    });
    expect(plan(facts)).toMatchObject({ calls: [PIP] });
  });

  test('by nobody into a Python that others manage, or without any tool', () => {
    expect(plan({ isManaged: true, hasPip: true }, { uv: '/uv' })).toEqual({ kind: 'managed' });
    expect(plan({ hasEnsurepip: true })).toEqual({ kind: 'impossible' });
  });

  test('into a new environment by uv, else by venv where it is complete', () => {
    const environment = { folder: '/w/.venv', python: '/w/.venv/bin/python' };
    const create = (facts: Partial<InstallationFacts>, uv?: string) =>
      planVirtualEnvironment('/p', { ...FACTS, ...facts }, uv, environment, ['x'])?.map(
        ({ program, words }) => [program, ...words].join(' '),
      );
    expect(create({}, '/uv')).toEqual([
      '/uv venv --python /p /w/.venv',
      '/uv pip install --python /w/.venv/bin/python x',
    ]);
    expect(create({ hasEnsurepip: true })).toEqual([
      '/p -I -m venv /w/.venv',
      '/w/.venv/bin/python -m pip install x',
    ]);
    expect(create({})).toBeUndefined();
  });
});

describe.skipIf(process.platform === 'win32')('in the window', () => {
  let root = '';

  beforeEach(async () => {
    root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'install-')));
    vi.stubEnv('PATH', root);
    vi.stubEnv('HOME', root);
    vi.stubEnv('CONDA_EXE', '');
    workspace.workspaceFolders = [{ uri: { scheme: 'file', fsPath: root } }];
    exitCode = 0;
    chooses = () => true;
    environmentsApi = undefined;
    [started, shown, commands].forEach((each) => each.splice(0));
    settings.clear();
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  async function program(file: string, answer: unknown = {}): Promise<string> {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, `#!/bin/sh\necho '${JSON.stringify(answer)}'\n`);
    await chmod(file, 0o755);
    return file;
  }

  /** A stand-in that answers as a Python of this kind does. */
  async function python(facts: Partial<InstallationFacts>): Promise<Interpreter> {
    const file = await program(path.join(root, 'system-python'), { ...FACTS, ...facts });
    return { path: file, foundAs: file, origin: 'path', version: '3.12.1', environment: '' };
  }

  test('a managed Python is left alone: an environment is made, filled and selected', async () => {
    const interpreter = await python({ isManaged: true, hasPip: true, hasEnsurepip: true });
    expect(await installPackages(interpreter, ['torch'])).toBe(false);
    const environment = path.join(root, '.venv', 'bin', 'python');
    expect(started).toEqual([
      { program: interpreter.path, words: ['-I', '-m', 'venv', path.join(root, '.venv')] },
      { program: environment, words: ['-m', 'pip', 'install', 'torch'] },
    ]);
    expect(settings.get('interpreter')).toBe(environment);
    expect(shown[0]?.message).toMatch(/^This Python is managed by/);
    expect(shown[0]?.buttons).toEqual(['Create Virtual Environment']);
  });

  test('nothing is made without a yes, and nothing is selected that was not made', async () => {
    const interpreter = await python({ isManaged: true, hasEnsurepip: true });
    chooses = () => false;
    await installPackages(interpreter, ['torch']);
    expect(started).toEqual([]);
    chooses = () => true;
    exitCode = 1;
    await installPackages(interpreter, ['torch']);
    expect(started).toHaveLength(1);
    expect(settings.size).toBe(0);
  });

  test('an environment that is there already is not made again', async () => {
    await program(path.join(root, '.venv', 'bin', 'python'));
    await installPackages(await python({ isManaged: true, hasEnsurepip: true }), ['torch']);
    expect(started).toEqual([]);
    expect(commands).toEqual(['transformers.client.selectInterpreter']);
  });

  test('uv is found and named', async () => {
    const uv = await program(path.join(root, '.local', 'bin', 'uv'));
    const interpreter = await python({ isVirtual: true });
    expect(await installPackages(interpreter, ['torch>=2'])).toBe(true);
    expect(started).toEqual([
      { program: uv, words: ['pip', 'install', '--python', interpreter.path, 'torch>=2'] },
    ]);
    expect(shown[0]?.detail).toMatch(/^uv installs into the Python at /);
  });

  test('the project of pixi is found by its environment', async () => {
    await writeFile(path.join(root, 'pixi.toml'), '');
    const pixi = await program(path.join(root, '.pixi', 'bin', 'pixi'));
    const prefix = path.join(root, '.pixi', 'envs', 'default');
    expect(await installPackages(await python({ prefix, isConda: true }), ['torch'])).toBe(true);
    const words = ['add', '--manifest-path', path.join(root, 'pixi.toml'), '--pypi', 'torch'];
    expect(started).toEqual([{ program: pixi, words }]);
  });

  test('the Python Environments extension installs where it can', async () => {
    const managePackages = vi.fn(() => Promise.resolve());
    environmentsApi = { managePackages, resolveEnvironment: () => Promise.resolve({ name: 'x' }) };
    expect(await installPackages(await python({}), ['torch'])).toBe(true);
    expect(managePackages).toHaveBeenCalledExactlyOnceWith({ name: 'x' }, { install: ['torch'] });
    environmentsApi = { managePackages, resolveEnvironment: () => Promise.reject(new Error('unknown')) };
    expect(await installPackages(await python({}), ['torch'])).toBe(false);
    expect(shown.at(-1)?.message).toMatch(/^This Python has no pip/);
  });

  test('a program that fails ends it', async () => {
    exitCode = 1;
    expect(await installPackages(await python({ isVirtual: true, hasEnsurepip: true }), ['torch'])).toBe(
      false,
    );
    expect(started).toHaveLength(1);
  });
});

const root = path.resolve(__dirname, '../..');
const ours = path.join(root, '.venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

describe('a real Python says', () => {
  test.skipIf(!existsSync(ours))('that an environment of it has no pip but can get it', async () => {
    const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'bare-')));
    execFileSync(ours, ['-I', '-m', 'venv', '--without-pip', folder]);
    const python = path.join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
    expect(await askInstallationFacts(python)).toMatchObject({
      prefix: folder,
      hasPip: false,
      hasEnsurepip: true,
      isVirtual: true,
      isConda: false,
      isManaged: false,
    });
    await mkdir(path.join(folder, 'conda-meta'));
    expect((await askInstallationFacts(python))?.isConda).toBe(true);
  });

  const marked = ['3.11', '3.12', '3.13', '3.14'].map((each) => `/usr/lib/python${each}/EXTERNALLY-MANAGED`);
  test.skipIf(!marked.some(existsSync))('that Debian manages it', async () => {
    expect(await askInstallationFacts('/usr/bin/python3')).toMatchObject({
      isManaged: true,
      isVirtual: false,
    });
  });

  test.skipIf(process.platform === 'win32')('nothing when it is none', async () => {
    expect(await askInstallationFacts('/bin/echo')).toBeUndefined();
  });
});
