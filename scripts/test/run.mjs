// Runs one runner with its output on the screen, and reads from its report how many tests passed.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { cache, root } from '../environment.mjs';

const children = new Set();
for (const name of ['SIGINT', 'SIGTERM'])
  process.on(name, () => children.forEach((child) => child.kill(name)));

/** @returns {Promise<number>} the exit status; 1 when it could not be started or was killed */
export function run(command, env = {}) {
  const [program, ...words] = command;
  return new Promise((resolve) => {
    const child = spawn(program, words, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    children.add(child);
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('close', (status) => {
      children.delete(child);
      resolve(status ?? 1);
    });
  });
}

export function reportFile(name) {
  const file = path.join(cache, 'reports', name);
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(file, { force: true });
  return file;
}

/** A runner that failed without saying which test counts as one failure, so that it can never look like none. */
function honest(counts, status) {
  return { ...counts, failed: counts.failed === 0 && status !== 0 ? 1 : counts.failed };
}

/** One check: it passes or it fails. */
export async function check(command) {
  const status = await run(command);
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
}

export async function vitest(script, name, words = []) {
  const report = reportFile(`${name}.json`);
  const status = await run([
    process.execPath,
    script,
    'run',
    ...words,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  if (!existsSync(report)) return honest({ passed: 0, failed: 0, skipped: 0 }, status || 1);
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
  return honest({ passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests }, status);
}

export async function pytest(python, name, words = [], env = {}) {
  const report = reportFile(`${name}.xml`);
  const status = await run(
    // A file stays on one worker: its fixtures are made once.
    [
      python,
      '-m',
      'pytest',
      '-q',
      '-n',
      String(availableParallelism()),
      '--dist=loadfile',
      '--durations=5',
      `--junitxml=${report}`,
      ...words,
    ],
    env,
  );
  if (!existsSync(report)) return honest({ passed: 0, failed: 0, skipped: 0 }, status || 1);
  const suite = /<testsuite [^>]*>/.exec(readFileSync(report, 'utf8'))?.[0] ?? '';
  const count = (attribute) => Number(new RegExp(` ${attribute}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = count('failures') + count('errors');
  return honest(
    { passed: count('tests') - failed - count('skipped'), failed, skipped: count('skipped') },
    status,
  );
}
