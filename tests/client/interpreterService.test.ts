import { chmod, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Probe } from '../../extension/src/client/interpreterTypes';

/** The little of VS Code's events that we use. */
class Emitter<T> {
  readonly listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };
  fire(value: T): void {
    [...this.listeners].forEach((listener) => listener(value));
  }
  dispose(): void {
    this.listeners.clear();
  }
}

const configurationChanged = new Emitter<{ affectsConfiguration: () => boolean }>();
const trusted = new Emitter<void>();
const foldersChanged = new Emitter<void>();
const extensionsChanged = new Emitter<void>();
const installed = new Map<string, { activate: () => Promise<unknown> }>();
const settings = new Map<string, unknown>();
const workspace = {
  isTrusted: true,
  workspaceFolders: undefined as unknown[] | undefined,
  onDidChangeConfiguration: configurationChanged.event,
  onDidGrantWorkspaceTrust: trusted.event,
  onDidChangeWorkspaceFolders: foldersChanged.event,
  getConfiguration: (section: string) => ({
    get: (name: string, otherwise: unknown) => settings.get(`${section}.${name}`) ?? otherwise,
    inspect: (name: string) => ({ workspaceValue: settings.get(`${section}.${name}`) }),
  }),
};

vi.mock('vscode', () => ({
  EventEmitter: Emitter,
  Disposable: {
    from: (...all: { dispose(): void }[]) => ({ dispose: () => all.forEach((each) => each.dispose()) }),
  },
  workspace,
  extensions: { getExtension: (id: string) => installed.get(id), onDidChange: extensionsChanged.event },
}));
const probes = vi.fn<(file: string, folder?: string) => Promise<Probe>>((file) =>
  Promise.resolve(
    file.includes('broken')
      ? { kind: 'broken', detail: '' }
      : { kind: 'usable', version: '3.12.1', environment: '', executable: file },
  ),
);
vi.mock('../../extension/src/client/probeInterpreter', () => ({
  probeInterpreter: (file: string, folder?: string) => probes(file, folder),
}));
const { InterpreterService } = await import('../../extension/src/client/interpreterService');

const ENVIRONMENTS = 'ms-python.vscode-python-envs';
const PYTHON = 'ms-python.python';
const change = { affectsConfiguration: () => true };
const rejections: unknown[] = [];
const reject = (reason: unknown): void => void rejections.push(reason);
let service: InstanceType<typeof InterpreterService> | undefined;
let fallback = '';

function install(id: string, api: unknown): void {
  installed.set(id, { activate: () => Promise.resolve(api) });
}

function environmentsApi(getEnvironment: () => Promise<unknown>) {
  return { getEnvironment, onDidChangeEnvironment: new Emitter<unknown>().event };
}

function pythonApi(active: string, resolveEnvironment: () => Promise<unknown>) {
  return {
    environments: {
      getActiveEnvironmentPath: () => ({ path: active }),
      resolveEnvironment,
      onDidChangeActiveEnvironmentPath: new Emitter<unknown>().event,
    },
  };
}

beforeEach(async () => {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'found-')));
  fallback = path.join(folder, process.platform === 'win32' ? 'python.exe' : 'python3');
  await writeFile(fallback, '');
  await chmod(fallback, 0o755);
  vi.stubEnv('PATH', folder);
  vi.stubEnv('VIRTUAL_ENV', '');
  vi.stubEnv('CONDA_PREFIX', '');
  process.on('unhandledRejection', reject);
});

afterEach(async () => {
  service?.dispose();
  vi.useRealTimers();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', reject);
  expect(rejections.splice(0)).toEqual([]);
  [configurationChanged, trusted, foldersChanged, extensionsChanged].forEach((each) => each.dispose());
  installed.clear();
  settings.clear();
  workspace.isTrusted = true;
  workspace.workspaceFolders = undefined;
  probes.mockClear();
  vi.unstubAllEnvs();
});

function found(file: string) {
  return { kind: 'found', interpreter: { path: file } };
}

describe.skipIf(process.platform === 'win32')('the interpreter of the Python extensions', () => {
  test('is the active one when nothing is resolved in Restricted Mode', async () => {
    workspace.isTrusted = false;
    const refuses = () => Promise.reject(new Error('Not allowed to resolve environment'));
    install(PYTHON, pythonApi('/opt/conda/bin/python', refuses));
    service = new InterpreterService();
    expect(await service.resolve()).toMatchObject(found('/opt/conda/bin/python'));
  });

  test.each(['activation', 'getEnvironment', 'path', 'an event'])(
    'is passed over when its %s fails',
    async (what) => {
      const fails = () => {
        throw new Error(what);
      };
      const api = environmentsApi(() => Promise.reject(new Error(what)));
      if (what === 'activation') {
        installed.set(ENVIRONMENTS, { activate: () => Promise.reject(new Error(what)) });
      } else {
        install(ENVIRONMENTS, what === 'an event' ? { ...api, onDidChangeEnvironment: fails } : api);
      }
      install(PYTHON, { environments: { getActiveEnvironmentPath: fails } });
      service = new InterpreterService();
      extensionsChanged.fire();
      expect(await service.resolve()).toMatchObject(found(fallback));
    },
  );

  test('does not hold anybody, and is used when it comes', async () => {
    let answer: (environment: unknown) => void = () => undefined;
    const getEnvironment = vi.fn(() => new Promise<unknown>((resolve) => (answer = resolve)));
    install(ENVIRONMENTS, environmentsApi(getEnvironment));
    service = new InterpreterService(20);
    expect(await service.resolve()).toMatchObject(found(fallback));
    expect(await service.resolve()).toMatchObject(found(fallback));
    expect(getEnvironment).toHaveBeenCalledOnce();
    const changed = new Promise((resolve) => service?.onDidChange(resolve));
    answer({ execInfo: { run: { executable: '/late/bin/python' } } });
    expect(await changed).toMatchObject(found('/late/bin/python'));
  });

  test('has ten seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    installed.set(PYTHON, { activate: () => new Promise(() => undefined) });
    service = new InterpreterService();
    let isDone = false;
    const resolution = service.resolve().finally(() => (isDone = true));
    await vi.advanceTimersByTimeAsync(9_900);
    expect(isDone).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    vi.useRealTimers();
    expect(await resolution).toMatchObject(found(fallback));
  });

  test('does not keep our own setting waiting', async () => {
    installed.set(ENVIRONMENTS, { activate: () => new Promise(() => undefined) });
    service = new InterpreterService(600_000);
    const before = service.resolve();
    settings.set('transformers.client.interpreter', '/mine/bin/python');
    configurationChanged.fire(change);
    expect(await service.resolve()).toMatchObject(found('/mine/bin/python'));
    expect(await before).toMatchObject(found('/mine/bin/python'));
  });

  test('is heard of when the extension arrives later, and once only', async () => {
    service = new InterpreterService();
    expect(await service.resolve()).toMatchObject(found(fallback));
    const chosen = new Emitter<unknown>();
    let executable = '/first/bin/python';
    install(ENVIRONMENTS, {
      getEnvironment: () => Promise.resolve({ execInfo: { run: { executable } } }),
      onDidChangeEnvironment: chosen.event,
    });
    extensionsChanged.fire();
    extensionsChanged.fire();
    expect(await service.resolve()).toMatchObject(found('/first/bin/python'));
    expect(chosen.listeners.size).toBe(1);
    executable = '/second/bin/python';
    const changed = new Promise((resolve) => service?.onDidChange(resolve));
    chosen.fire({ old: {}, new: {} });
    expect(await changed).toMatchObject(found('/second/bin/python'));
    service.dispose();
    expect(chosen.listeners.size).toBe(0);
  });

  test('ends the search when it does not work only if the user chose it', async () => {
    const broken = { execInfo: { run: { executable: '/broken/python' } } };
    install(
      ENVIRONMENTS,
      environmentsApi(() => Promise.resolve(broken)),
    );
    service = new InterpreterService();
    expect(await service.resolve()).toMatchObject(found(fallback));
    settings.set('python-envs.pythonProjects', [{ path: '.' }]);
    expect(await service.resolve()).toMatchObject({ kind: 'broken', candidate: { origin: 'environments' } });
  });

  test.each([
    { run: { executable: 'conda', args: ['run', '-n', 'x', 'python'] } },
    { run: { executable: '/opt/conda/bin/conda', args: ['run', 'python'] } },
    { run: { executable: 'python' } },
  ])('is looked for in the environment when it is started by %j', async (execInfo) => {
    const root = await mkdtemp(path.join(os.tmpdir(), 'environment-'));
    await writeFile(path.join(root, 'python3.12'), '');
    const environmentPath = { fsPath: path.join(root, 'python3.12') };
    install(
      ENVIRONMENTS,
      environmentsApi(() => Promise.resolve({ execInfo, environmentPath })),
    );
    service = new InterpreterService();
    expect(await service.resolve()).toMatchObject(found(environmentPath.fsPath));
    install(
      ENVIRONMENTS,
      environmentsApi(() => Promise.resolve({ execInfo })),
    );
    expect(await service.resolve()).toMatchObject(found(fallback));
  });
});

test('shims are asked in the workspace only when it is trusted', async () => {
  workspace.workspaceFolders = [{ uri: { scheme: 'file', fsPath: path.resolve('/work') } }];
  service = new InterpreterService();
  await service.resolve();
  expect(probes).toHaveBeenLastCalledWith(fallback, path.resolve('/work'));
  workspace.isTrusted = false;
  await service.resolve();
  expect(probes).toHaveBeenLastCalledWith(fallback, undefined);
});
