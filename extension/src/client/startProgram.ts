// The one way to start a program from the extension; the server has its own in `transformers_agent/programs.py`.
import { execFile } from 'node:child_process';
import { isAbsolute, neutralFolder, safeEnvironment } from './programEnvironment';

export interface Ended {
  /** undefined: it ended well. */
  readonly error: (Error & { readonly code?: string | number | null }) | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, for at most so many milliseconds. It begins in no folder of the user's. */
export function runProgram(program: string, words: readonly string[], milliseconds: number): Promise<Ended> {
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
        cwd: neutralFolder(),
        env: safeEnvironment(process.env),
        timeout: milliseconds,
        windowsHide: true,
      },
      (error, stdout, stderr) => resolve({ error: error ?? undefined, stdout, stderr }),
    );
  });
}
