import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { probeInterpreter } from '../../extension/src/client/probeInterpreter';
import {
  isAbsolute,
  neutralFolder,
  safeEnvironment,
  withPlacesKept,
} from '../../extension/src/client/programEnvironment';
import { pathSource } from '../../extension/src/client/pythonOnDisk';
import { runProgram } from '../../extension/src/client/startProgram';

describe('what a program is given', () => {
  test.each([
    ['PATH', ':/usr/bin::bin:./x:~/bin:/bin:', '/usr/bin:/bin'],
    ['PATH', '.', undefined],
    ['PYTHONPATH', '/opt/lib:', '/opt/lib'],
    ['PYTHONPATH', '', undefined],
    ['LD_LIBRARY_PATH', '/a;;/b:c:$ORIGIN/../lib', '/a:/b:$ORIGIN/../lib'],
    ['LD_LIBRARY_PATH', '/a;/b', '/a;/b'],
    ['LD_PRELOAD', 'libjemalloc.so.2 ./evil.so:/opt/a.so', 'libjemalloc.so.2:/opt/a.so'],
    ['PYTHONHOME', '/opt/python:exec', undefined],
    ['PYTHONPYCACHEPREFIX', 'cache', undefined],
    ['MANPATH', ':/usr/share/man', ':/usr/share/man'],
  ])('of %s=%s', (name, value, expected) => {
    expect(safeEnvironment({ [name]: value, KEPT: '' }, false)).toEqual({
      KEPT: '',
      ...(expected === undefined ? {} : { [name]: expected }),
    });
  });

  test('on Windows', () => {
    const cleaned = safeEnvironment(
      { Path: String.raw`C:\Windows;;.;bin;C:bin;\bin;"C:\Program Files\Git";\\host\share\bin` },
      true,
    );
    expect(cleaned).toEqual({
      Path: String.raw`C:\Windows;"C:\Program Files\Git";\\host\share\bin`,
      NoDefaultCurrentDirectoryInExePath: '1',
    });
    expect(neutralFolder({ SystemRoot: 'D:\\Windows' }, true)).toBe('D:\\Windows\\System32');
  });

  test('places of the libraries stay the same places', () => {
    const given = { HF_HOME: 'hf', HF_HUB_CACHE: '/abs', TORCH_HOME: '~/t', OTHER: 'hf', HF_TOKEN_PATH: '' };
    expect(withPlacesKept(given, '/somewhere', false)).toEqual({ ...given, HF_HOME: '/somewhere/hf' });
  });

  test.each([
    ['/bin', false, true],
    ['bin', false, false],
    ['C:\\bin', true, true],
    ['C:bin', true, false],
    ['\\bin', true, false],
    ['\\\\host\\share', true, true],
  ])('%s is absolute (Windows: %s): %s', (file, windows, expected) => {
    expect(isAbsolute(file, windows)).toBe(expected);
  });
});

describe('a program', () => {
  test('begins in a neutral folder, without what stands for another', async () => {
    process.env.PYTHONPATH = path.delimiter;
    try {
      const question = 'console.log(JSON.stringify([process.cwd(), process.env.PYTHONPATH ?? null]))';
      const ended = await runProgram(process.execPath, ['-e', question], 30_000);
      expect(JSON.parse(ended.stdout)).toEqual([neutralFolder(), null]);
    } finally {
      delete process.env.PYTHONPATH;
    }
  });

  test('is never looked for where somebody works', async () => {
    const { error } = await runProgram('node', ['-e', ''], 30_000);
    expect(error?.code).toBe('ENOENT');
    expect(await probeInterpreter('python3')).toEqual({ kind: 'missing' });
    const source = pathSource({
      folders: [],
      variables: { PATH: ':.:bin:/usr/bin' },
      windows: false,
      exists: () => Promise.resolve(true),
    });
    expect(await source.find()).toEqual(['/usr/bin/python3', '/usr/bin/python']);
  });

  test.skipIf(process.platform === 'win32')('that hangs is ended', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'hangs-'));
    const file = path.join(folder, 'hang.js');
    await writeFile(file, 'setInterval(() => {}, 1000);');
    const { error } = await runProgram(process.execPath, [file], 500);
    expect(error).toBeDefined();
  });
});
