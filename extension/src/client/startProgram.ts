// The one way to start a program from the extension; the server has its own in `transformers_agent/programs.py`.
import { execFile } from 'node:child_process';
import { isAbsolute, neutralFolder, safeEnvironment, type Variables } from './programEnvironment';

export interface Ended {
  /** undefined: it ended well. */
  readonly error: (Error & { readonly code?: string | number | null }) | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** A folder that the user trusts; without one, the program begins in no folder of the user's. */
  readonly folder?: string | undefined;
  /** Beside those of the editor. */
  readonly variables?: Variables;
}

/** Runs a program to its end, for at most so many milliseconds. */
export function runProgram(
  program: string,
  words: readonly string[],
  milliseconds: number,
  { folder = neutralFolder(), variables = {} }: RunOptions = {},
): Promise<Ended> {
  if (!isAbsolute(program)) {
    // A name is looked for in the working folder by some systems, and what that is nobody knows here.
    const error = Object.assign(new Error(`${program} is not an absolute path`), { code: 'ENOENT' });
    return Promise.resolve({ error, stdout: '', stderr: '' });
  }
  return new Promise((resolve) => {
    execFile(
      program,
      [...words],
      {
        cwd: folder,
        env: safeEnvironment({ ...process.env, ...variables }),
        timeout: milliseconds,
        windowsHide: true,
      },
      (error, stdout, stderr) => resolve({ error: error ?? undefined, stdout, stderr }),
    );
  });
}
