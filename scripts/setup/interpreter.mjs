// Finds the Python that .venv is made of.
import { spawnSync } from 'node:child_process';
import { Advice } from './report.mjs';

const oldest = [3, 10];
const candidates = ['python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3', 'python', 'py'];
const question = 'import sys, json; print(json.dumps([sys.executable, *sys.version_info[:2]]))';
const install = {
  linux: 'sudo apt-get install python3 python3-venv   (or your distribution’s equivalent)',
  darwin: 'brew install python@3.13',
  win32: 'winget install Python.Python.3.13',
};

function ask(program, code) {
  const answer = spawnSync(program, ['-c', code], { encoding: 'utf8', timeout: 20_000 });
  return answer.status === 0 ? answer.stdout.trim() : undefined;
}

/** The path of the first Python that is new enough and can make environments. */
export function findPython() {
  const advice = install[process.platform] ?? install.linux;
  let withoutVenv;
  for (const candidate of process.env.PYTHON ? [process.env.PYTHON] : candidates) {
    const answer = ask(candidate, question);
    if (!answer) continue;
    const [executable, major, minor] = JSON.parse(answer);
    if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) continue;
    // Debian ships `venv` without what it needs: `ensurepip` is in a package of its own.
    if (ask(executable, 'import venv, ensurepip') !== undefined) return executable;
    withoutVenv ??= executable;
  }
  if (withoutVenv) {
    throw new Advice(`${withoutVenv} lacks the venv module. Install it, then run this again:\n  ${advice}`);
  }
  throw new Advice(
    `No Python ≥ ${oldest.join('.')} was found (tried ${candidates.join(', ')}; PYTHON names another).\n` +
      `Install one, then run this again:\n  ${advice}`,
  );
}
