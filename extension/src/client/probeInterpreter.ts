import { OLDEST_PYTHON, type Probe } from './interpreterTypes';
import { isAbsolute } from './programEnvironment';
import { runProgram } from './startProgram';

/**
 * Isolated and without site-packages: asking must be quick and must not run anything the user installed. Without
 * `site` a virtual environment's prefix is that of its base, so the environment is known by what lies beside it.
 */
const QUESTION = `
import json, os, sys
folder = os.path.dirname(os.path.abspath(sys.executable))
places = [folder, os.path.dirname(folder)]
marks = [os.path.exists(os.path.join(place, mark)) for place in places for mark in ("pyvenv.cfg", "conda-meta")]
root = places[0] if any(marks[:2]) else places[1] if any(marks[2:]) else ""
version = list(sys.version_info[:3])
print(json.dumps({"version": version, "environment": os.path.basename(root), "executable": sys.executable}))
`;
/** A cold disk or a conda wrapper may take seconds; something that waits for input must not hold us for ever. */
const DEADLINE_MILLISECONDS = 15_000;

interface Answer {
  readonly version: readonly [number, number, number];
  readonly environment: string;
  readonly executable?: unknown;
}

/**
 * What kind of Python this is. The folder has to be one that the user trusts: shims of pyenv, asdf and mise look for
 * the version that it asks for.
 */
export async function probeInterpreter(interpreter: string, folder?: string): Promise<Probe> {
  const words = ['-I', '-S', '-c', QUESTION];
  const { error, stdout, stderr } = await runProgram(interpreter, words, DEADLINE_MILLISECONDS, { folder });
  if (error === undefined) {
    return understand(stdout, interpreter);
  }
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    // The same is said of a working folder that is gone.
    return folder === undefined ? { kind: 'missing' } : probeInterpreter(interpreter);
  }
  return { kind: 'broken', detail: (stderr.trim() || error.message).slice(0, 2000) };
}

export function understand(stdout: string, asked: string): Probe {
  const answer = parse(stdout);
  if (answer === undefined) {
    return { kind: 'broken', detail: stdout.slice(0, 2000) };
  }
  const [major, minor] = answer.version;
  const version = answer.version.join('.');
  if (major !== 3 || minor < Number(OLDEST_PYTHON.split('.')[1])) {
    return { kind: 'tooOld', version };
  }
  const { environment, executable } = answer;
  // Python does not always know where it is.
  const isPlace = typeof executable === 'string' && isAbsolute(executable);
  return { kind: 'usable', version, environment, executable: isPlace ? executable : asked };
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
  return (
    Array.isArray(version) &&
    version.length === 3 &&
    'environment' in value &&
    typeof value.environment === 'string'
  );
}
