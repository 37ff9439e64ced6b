// The interpreters that can be found by looking at folders and environment variables alone.
import { access } from 'node:fs/promises';
import path from 'node:path';
import type { InterpreterSource } from './interpreterTypes';
import { isAbsolute } from './programEnvironment';

export interface Surroundings {
  readonly folders: readonly string[];
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly windows: boolean;
  readonly exists: (file: string) => Promise<boolean>;
}

export async function fileExists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}

/** `.venv` or `venv` in a folder of the workspace. */
export function workspaceSource(surroundings: Surroundings): InterpreterSource {
  const { folders } = surroundings;
  return {
    origin: 'workspace',
    find: () =>
      existing(
        surroundings,
        folders.flatMap((folder) =>
          ['.venv', 'venv'].map((name) => environmentPython(path.join(folder, name), surroundings.windows)),
        ),
      ),
  };
}

/** The environment the editor itself was started from. */
export function activeSource(surroundings: Surroundings): InterpreterSource {
  const { variables, windows } = surroundings;
  return {
    origin: 'active',
    find: () => {
      const candidates: string[] = [];
      if (variables.VIRTUAL_ENV) {
        candidates.push(environmentPython(variables.VIRTUAL_ENV, windows));
      }
      if (variables.CONDA_PREFIX) {
        const prefix = variables.CONDA_PREFIX;
        candidates.push(windows ? path.join(prefix, 'python.exe') : path.join(prefix, 'bin', 'python'));
      }
      return existing(surroundings, candidates);
    },
  };
}

export function pathSource(surroundings: Surroundings): InterpreterSource {
  const { variables, windows } = surroundings;
  return {
    origin: 'path',
    find: () => {
      const folders = (variables.PATH ?? variables.Path ?? '')
        .split(windows ? ';' : ':')
        // A relative one stands for the working folder.
        .filter((folder) => isAbsolute(folder, windows));
      const names = windows ? ['python.exe', 'python3.exe'] : ['python3', 'python'];
      return existing(
        surroundings,
        folders.flatMap((folder) => names.map((name) => path.join(folder, name))),
      );
    },
  };
}

function environmentPython(environment: string, windows: boolean): string {
  return windows ? path.join(environment, 'Scripts', 'python.exe') : path.join(environment, 'bin', 'python');
}

async function existing(
  surroundings: Surroundings,
  candidates: readonly string[],
): Promise<readonly string[]> {
  const present = await Promise.all(candidates.map((candidate) => surroundings.exists(candidate)));
  return candidates.filter((_, index) => present[index]);
}
