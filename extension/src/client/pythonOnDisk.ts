// The interpreters that can be found by looking at folders and environment variables alone.
import { access } from 'node:fs/promises';
import path from 'node:path';
import type { InterpreterSource } from './interpreterTypes';
import { isAbsolute } from './programEnvironment';
import { isStoreAlias } from './pythonStandIns';

export interface Surroundings {
  readonly folders: readonly string[];
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly windows: boolean;
  readonly macos?: boolean;
  readonly exists: (file: string) => Promise<boolean>;
  /** Asks Windows' `py`, which knows what python.org's installers leave out of PATH. */
  readonly askLauncher?: (launcher: string) => Promise<string | undefined>;
}

/** Where tools keep the environment of a project, the most usual first. */
const WORKSPACE_ENVIRONMENTS = [['.venv'], ['venv'], ['env'], ['.conda'], ['.pixi', 'envs', 'default']];

export async function fileExists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}

/** The environments in the folders of the workspace. */
export function workspaceSource(surroundings: Surroundings): InterpreterSource {
  const { folders, windows } = surroundings;
  return {
    origin: 'workspace',
    find: () =>
      existing(
        surroundings,
        folders.flatMap((folder) =>
          WORKSPACE_ENVIRONMENTS.flatMap((name) =>
            environmentPythons(pathsOf(windows).join(folder, ...name), windows),
          ),
        ),
      ),
  };
}

/** The environment the editor itself was started from. */
export function activeSource(surroundings: Surroundings): InterpreterSource {
  const { variables, windows } = surroundings;
  return {
    origin: 'active',
    find: () =>
      existing(
        surroundings,
        [variables.VIRTUAL_ENV, variables.CONDA_PREFIX].flatMap((environment) =>
          environment ? environmentPythons(environment, windows) : [],
        ),
      ),
  };
}

export function pathSource(surroundings: Surroundings): InterpreterSource {
  return {
    origin: 'path',
    find: () => (surroundings.windows ? onWindowsPath(surroundings) : onPosixPath(surroundings)),
  };
}

/** A virtual environment of Windows has its Python in `Scripts`, one of conda has it at the top. */
export function environmentPythons(environment: string, windows: boolean): readonly string[] {
  return windows
    ? [path.win32.join(environment, 'Scripts', 'python.exe'), path.win32.join(environment, 'python.exe')]
    : [path.posix.join(environment, 'bin', 'python')];
}

/** The folders of PATH; a relative one would stand for the working folder. */
export function foldersOnPath({ variables, windows }: Surroundings): readonly string[] {
  return (variables.PATH ?? variables.Path ?? '')
    .split(windows ? ';' : ':')
    .filter((folder) => isAbsolute(folder, windows));
}

function onPosixPath(surroundings: Surroundings): Promise<readonly string[]> {
  const folders = foldersOnPath(surroundings);
  // An editor that is started from the Dock may not know of Homebrew, and Apple's own Python is an old one.
  const ordered = surroundings.macos
    ? [
        ...folders.filter((folder) => folder !== '/usr/bin'),
        '/opt/homebrew/bin',
        '/usr/local/bin',
        ...folders.filter((folder) => folder === '/usr/bin'),
      ]
    : folders;
  return existing(
    surroundings,
    [...new Set(ordered)].flatMap((folder) =>
      ['python3', 'python'].map((name) => path.posix.join(folder, name)),
    ),
  );
}

async function onWindowsPath(surroundings: Surroundings): Promise<readonly string[]> {
  const { win32 } = path;
  const folders = foldersOnPath(surroundings);
  const pythons = await existing(
    surroundings,
    folders.flatMap((folder) => ['python.exe', 'python3.exe'].map((name) => win32.join(folder, name))),
  );
  const windowsFolder = surroundings.variables.SystemRoot ?? 'C:\\Windows';
  const [launcher] = await existing(
    surroundings,
    [...folders, windowsFolder].map((folder) => win32.join(folder, 'py.exe')),
  );
  const known = launcher === undefined ? undefined : await surroundings.askLauncher?.(launcher);
  return [
    ...pythons.filter((file) => !isStoreAlias(file)),
    ...(known !== undefined && isAbsolute(known, true) ? [known] : []),
    ...pythons.filter(isStoreAlias),
  ];
}

function pathsOf(windows: boolean): path.PlatformPath {
  return windows ? path.win32 : path.posix;
}

async function existing(
  surroundings: Surroundings,
  candidates: readonly string[],
): Promise<readonly string[]> {
  const present = await Promise.all(candidates.map((candidate) => surroundings.exists(candidate)));
  return candidates.filter((_, index) => present[index]);
}
