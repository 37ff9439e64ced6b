import { runProgram } from './startProgram';

const DEADLINE_MILLISECONDS = 15_000;

/** The Python that `py -3` of Windows starts, or undefined when it has none. */
export async function askLauncher(launcher: string): Promise<string | undefined> {
  const question = 'import sys; print(sys.executable)';
  const { error, stdout } = await runProgram(launcher, ['-3', '-I', '-c', question], DEADLINE_MILLISECONDS, {
    // Asking must not install one.
    variables: { PYTHON_MANAGER_AUTOMATIC_INSTALL: 'false' },
  });
  const answer = stdout.trim();
  return error === undefined && answer !== '' ? answer : undefined;
}
