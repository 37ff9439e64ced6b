// Where Pythons lie on systems that need not be this one: their paths and files are stand-ins.
import { chmod, mkdtemp, realpath, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Probe } from '../../extension/src/client/interpreterTypes';
import { probeInterpreter } from '../../extension/src/client/probeInterpreter';
import { pythonOfEnvironment } from '../../extension/src/client/pythonOfEnvironment';
import { pathSource, type Surroundings, workspaceSource } from '../../extension/src/client/pythonOnDisk';
import { isAppleStub, isStoreAlias } from '../../extension/src/client/pythonStandIns';
import { resolveInterpreter } from '../../extension/src/client/resolveInterpreter';

const exists = (files: readonly string[]) => (file: string) => Promise.resolve(files.includes(file));
const { raw } = String;
const STORE = raw`C:\Users\me\AppData\Local\Microsoft\WindowsApps`;

function windows(files: readonly string[], more: Partial<Surroundings> = {}): Surroundings {
  return {
    folders: [raw`C:\w`],
    variables: { PATH: raw`${STORE};C:\Python`, SystemRoot: raw`C:\Windows` },
    windows: true,
    exists: exists(files),
    ...more,
  };
}

describe('on Windows', () => {
  test('the workspace has virtual environments and those of conda and pixi', async () => {
    const files = [
      raw`C:\w\.venv\Scripts\python.exe`,
      raw`C:\w\env\Scripts\python.exe`,
      raw`C:\w\.conda\python.exe`,
      raw`C:\w\.pixi\envs\default\python.exe`,
    ];
    expect(await workspaceSource(windows(files)).find()).toEqual(files);
  });

  test('the launcher is asked after PATH, and the aliases of the Store come last', async () => {
    const files = [raw`${STORE}\python.exe`, raw`C:\Python\python.exe`, raw`C:\Windows\py.exe`];
    const askLauncher = vi.fn(() => Promise.resolve(raw`C:\Users\me\Programs\Python313\python.exe`));
    expect(await pathSource(windows(files, { askLauncher })).find()).toEqual([
      raw`C:\Python\python.exe`,
      raw`C:\Users\me\Programs\Python313\python.exe`,
      raw`${STORE}\python.exe`,
    ]);
    expect(askLauncher).toHaveBeenCalledExactlyOnceWith(raw`C:\Windows\py.exe`);
  });

  test('a launcher without a Python adds nothing', async () => {
    const files = [raw`C:\Windows\py.exe`];
    const askLauncher = () => Promise.resolve(undefined);
    expect(await pathSource(windows(files, { askLauncher })).find()).toEqual([]);
  });

  test('an alias of the Store is known by its place', () => {
    expect(isStoreAlias(raw`${STORE}\python3.13.exe`)).toBe(true);
    expect(isStoreAlias(raw`C:\Python\python.exe`)).toBe(false);
  });

  test('the Python of an environment that is started by conda lies at its top', async () => {
    const python = raw`C:\conda\envs\x\python.exe`;
    const environment = {
      execInfo: { run: { executable: 'conda', args: ['run'] } },
      sysPrefix: raw`C:\conda\envs\x`,
    };
    expect(await pythonOfEnvironment(environment, true, exists([python]))).toEqual([python]);
  });
});

describe('elsewhere', () => {
  test('the workspace has the same environments', async () => {
    const files = ['/w/venv', '/w/env', '/w/.conda', '/w/.pixi/envs/default'].map(
      (each) => `${each}/bin/python`,
    );
    const source = workspaceSource({ folders: ['/w'], variables: {}, windows: false, exists: exists(files) });
    expect(await source.find()).toEqual(files);
  });

  test('Homebrew comes before what Apple has, whatever PATH says', async () => {
    const files = ['/usr/bin/python3', '/opt/homebrew/bin/python3', '/me/bin/python3'];
    const surroundings = { folders: [], windows: false, macos: true, exists: exists(files) };
    const source = pathSource({ ...surroundings, variables: { PATH: '/usr/bin:/me/bin' } });
    expect(await source.find()).toEqual(['/me/bin/python3', '/opt/homebrew/bin/python3', '/usr/bin/python3']);
  });

  test.each([
    ['/Library/Developer/CommandLineTools/usr/bin/python3', false],
    ['/var/db/xcode_select_link/usr/bin/python3', false],
    ['/somewhere/else', true],
  ])('with %s Apple’s Python is a stub: %s', async (file, isStub) => {
    expect(await isAppleStub('/usr/bin/python3', exists([file]))).toBe(isStub);
    expect(await isAppleStub('/opt/homebrew/bin/python3', exists([file]))).toBe(false);
  });
});

describe('an offer to install a Python', () => {
  const standIn: Probe = { kind: 'standIn' };
  const resolve = (origin: 'setting' | 'path', files: readonly string[]) =>
    resolveInterpreter({
      sources: [{ origin, find: () => Promise.resolve(files) }],
      probe: (file) =>
        Promise.resolve(
          file === '/real'
            ? { kind: 'usable', version: '3.12.1', environment: '', executable: file }
            : standIn,
        ),
      mayRun: () => true,
    });

  test('is no Python', async () => {
    expect(await resolve('path', ['/offer'])).toEqual({ kind: 'none' });
    expect(await resolve('path', ['/offer', '/real'])).toMatchObject({ kind: 'found' });
    expect(await resolve('setting', ['/offer'])).toMatchObject({ kind: 'missing' });
  });
});

describe.skipIf(process.platform === 'win32')('a shim', () => {
  async function shim(): Promise<{ file: string; folder: string }> {
    const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'shim-')));
    const file = path.join(folder, 'python3');
    // Like those of pyenv: what it starts depends on the working folder.
    const words = ['#!/bin/sh', '[ -e .python-version ] || { echo none >&2; exit 1; }', `echo "$PWD" >&2`];
    const answer = `{"version": [3, 12, 1], "environment": "", "executable": "'"$(cat .python-version)"'"}`;
    await writeFile(file, [...words, `echo '${answer}'`, ''].join('\n'));
    await chmod(file, 0o755);
    await writeFile(path.join(folder, '.python-version'), '/real/bin/python3.12');
    return { file, folder };
  }

  test('answers with the Python that the folder asks for, which is then the interpreter', async () => {
    const { file, folder } = await shim();
    const resolution = await resolveInterpreter({
      sources: [{ origin: 'path', find: () => Promise.resolve([file]) }],
      probe: (each) => probeInterpreter(each, folder),
      mayRun: () => true,
    });
    expect(resolution).toMatchObject({
      kind: 'found',
      interpreter: { path: '/real/bin/python3.12', foundAs: file },
    });
    expect((await probeInterpreter(file)).kind).toBe('broken');
  });

  test('that leads into a workspace without trust is not used', async () => {
    const { file, folder } = await shim();
    const resolution = await resolveInterpreter({
      sources: [{ origin: 'path', find: () => Promise.resolve([file]) }],
      probe: (each) => probeInterpreter(each, folder),
      mayRun: (each) => !each.startsWith('/real/'),
    });
    expect(resolution.kind).toBe('untrusted');
  });
});

const pythons = (process.env.PATH ?? '')
  .split(path.delimiter)
  .filter((folder) => path.isAbsolute(folder) && !folder.includes('shims'))
  .map((folder) => path.join(folder, 'python3'));

describe.skipIf(process.platform === 'win32')('a real Python', () => {
  test('of a virtual environment stays that of the environment', async (context) => {
    const answers = await Promise.all(pythons.map((each) => probeInterpreter(each)));
    const base = pythons.find((_, index) => answers[index]?.kind === 'usable');
    context.skip(base === undefined, 'There is no Python on PATH.');
    const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'venv-')));
    const link = path.join(folder, 'python');
    await symlink(base ?? '', link);
    await writeFile(path.join(folder, 'pyvenv.cfg'), 'home = /usr/bin\n');
    expect(await probeInterpreter(link)).toMatchObject({ kind: 'usable', executable: link });
    expect(await probeInterpreter(link, path.join(folder, 'gone'))).toMatchObject({ executable: link });
  });
});
