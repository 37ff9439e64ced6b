import { execFile } from 'node:child_process';
import path from 'node:path';
import { OLDEST_PYTHON, type Probe } from './interpreterTypes';

/** Isolated and without site-packages: asking must be quick and must not run anything the user installed. */
const ARGUMENTS = [
  '-I',
  '-S',
  '-c',
  'import json, sys; print(json.dumps({"version": list(sys.version_info[:3]), "prefix": sys.prefix, "base": sys.base_prefix}))',
];
/** A cold disk or a conda wrapper may take seconds; something that waits for input must not hold us for ever. */
const DEADLINE_MILLISECONDS = 15_000;

interface Answer {
  readonly version: readonly [number, number, number];
  readonly prefix: string;
  readonly base: string;
}

export function probeInterpreter(interpreter: string): Promise<Probe> {
  return new Promise((resolve) => {
    execFile(
      interpreter,
      ARGUMENTS,
      { timeout: DEADLINE_MILLISECONDS, windowsHide: true },
      (error, stdout, stderr) => {
        if (error === null) {
          resolve(understand(stdout));
        } else if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
          resolve({ kind: 'missing' });
        } else {
          resolve({ kind: 'broken', detail: (stderr.trim() || error.message).slice(0, 2000) });
        }
      },
    );
  });
}

export function understand(stdout: string): Probe {
  const answer = parse(stdout);
  if (answer === undefined) {
    return { kind: 'broken', detail: stdout.slice(0, 2000) };
  }
  const [major, minor] = answer.version;
  const version = answer.version.join('.');
  if (major !== 3 || minor < Number(OLDEST_PYTHON.split('.')[1])) {
    return { kind: 'tooOld', version };
  }
  return { kind: 'usable', version, environment: environmentName(answer) };
}

function parse(stdout: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(stdout);
    return isAnswer(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isAnswer(value: unknown): value is Answer {
  if (typeof value !== 'object' || value === null || !('version' in value)) {
    return false;
  }
  const { version } = value;
  return Array.isArray(version) && version.length === 3 && 'prefix' in value && 'base' in value;
}

/** A virtual environment is known by its folder; a conda environment by its folder below `envs`. */
function environmentName({ prefix, base }: Answer): string {
  const parent = path.basename(path.dirname(prefix));
  return prefix !== base || parent === 'envs' ? path.basename(prefix) : '';
}
