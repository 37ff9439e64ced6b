import { describe, expect, test } from 'vitest';
import type { InterpreterSource, Origin, Probe } from '../../extension/src/client/interpreterTypes';
import { understand } from '../../extension/src/client/probeInterpreter';
import { activeSource, pathSource, workspaceSource } from '../../extension/src/client/pythonOnDisk';
import { isSameInterpreter, resolveInterpreter } from '../../extension/src/client/resolveInterpreter';

const ORDER: readonly Origin[] = ['setting', 'environments', 'python', 'workspace', 'active', 'path'];

function sources(found: Partial<Record<Origin, readonly string[]>>): InterpreterSource[] {
  return ORDER.map((origin) => ({ origin, find: () => Promise.resolve(found[origin] ?? []) }));
}

function usable(executable: string): Probe {
  return { kind: 'usable', version: '3.11.7', environment: '', executable };
}

function resolve(
  found: Partial<Record<Origin, readonly string[]>>,
  probes: Readonly<Record<string, Probe>> = {},
  mayRun: (path: string) => boolean = () => true,
) {
  return resolveInterpreter({
    sources: sources(found),
    probe: (path) => Promise.resolve(probes[path] ?? usable(path)),
    mayRun,
  });
}

describe('the interpreter', () => {
  test.each(ORDER.map((origin, index) => [origin, index] as const))(
    'of %s wins over all later ones',
    async (origin, index) => {
      const found = Object.fromEntries(ORDER.slice(index).map((each) => [each, [`/${each}`]]));
      expect(await resolve(found)).toMatchObject({
        kind: 'found',
        interpreter: { origin, path: `/${origin}` },
      });
    },
  );

  test('that someone chose is not silently replaced', async () => {
    const tooOld: Probe = { kind: 'tooOld', version: '3.8.1' };
    expect(await resolve({ setting: ['/old'], path: ['/new'] }, { '/old': tooOld })).toMatchObject({
      kind: 'tooOld',
    });
  });

  test('that was only found is passed over when it does not work', async () => {
    const broken: Probe = { kind: 'broken', detail: '' };
    const resolution = await resolve(
      { workspace: ['/broken'], path: ['/b', '/c'] },
      { '/broken': broken, '/b': broken },
    );
    expect(resolution).toMatchObject({ kind: 'found', interpreter: { path: '/c' } });
  });

  test('of an untrusted workspace is not even started', async () => {
    const started: string[] = [];
    const resolution = await resolveInterpreter({
      sources: sources({ workspace: ['/w/.venv/bin/python'] }),
      probe: (path) => {
        started.push(path);
        return Promise.resolve(usable(path));
      },
      mayRun: (path) => !path.startsWith('/w/'),
    });
    expect(resolution.kind).toBe('untrusted');
    expect(started).toEqual([]);
  });

  test('is missing when nobody knows one', async () => {
    expect(await resolve({})).toEqual({ kind: 'none' });
  });

  test('has changed only when it really is another one', async () => {
    const one = await resolve({ path: ['/a'] });
    expect(isSameInterpreter(one, await resolve({ active: ['/a'] }))).toBe(true);
    expect(isSameInterpreter(one, await resolve({ path: ['/b'] }))).toBe(false);
    expect(isSameInterpreter(undefined, one)).toBe(false);
  });
});

describe('on disk', () => {
  const exists = (files: readonly string[]) => (file: string) => Promise.resolve(files.includes(file));

  test('the workspace offers .venv before venv', async () => {
    const files = ['/w/venv/bin/python', '/w/.venv/bin/python'];
    const source = workspaceSource({ folders: ['/w'], variables: {}, windows: false, exists: exists(files) });
    expect(await source.find()).toEqual(['/w/.venv/bin/python', '/w/venv/bin/python']);
  });

  test('conda and virtual environments are the active ones', async () => {
    const variables = { VIRTUAL_ENV: '/v', CONDA_PREFIX: '/c' };
    const source = activeSource({
      folders: [],
      variables,
      windows: false,
      exists: () => Promise.resolve(true),
    });
    expect(await source.find()).toEqual(['/v/bin/python', '/c/bin/python']);
  });

  test('PATH is searched in its order', async () => {
    const files = ['/b/python3', '/a/python'];
    const source = pathSource({
      folders: [],
      variables: { PATH: '/a:/b' },
      windows: false,
      exists: exists(files),
    });
    expect(await source.find()).toEqual(['/a/python', '/b/python3']);
  });
});

describe('its answer', () => {
  const answer = (version: readonly number[]) => JSON.stringify({ version, environment: '.venv' });

  test.each([
    [[3, 10, 0], 'usable'],
    [[3, 14, 1], 'usable'],
    [[3, 9, 18], 'tooOld'],
    [[2, 7, 18], 'tooOld'],
  ])('of version %j is %s', (version, kind) => {
    expect(understand(answer(version), '/p').kind).toBe(kind);
  });

  test.each(['', 'Python 3.11', '{}', 'null', '{"version": "3.11"}'])('%j is not believed', (stdout) => {
    expect(understand(stdout, '/p').kind).toBe('broken');
  });
});
