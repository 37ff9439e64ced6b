// Which program is the Python of an environment that the Python Environments extension describes. Pure but for
// asking the disk.
import path from 'node:path';
import { isAbsolute } from './programEnvironment';
import { environmentPythons } from './pythonOnDisk';

/** What we use of its `PythonEnvironment`, none of it believed before it is checked. */
export interface ExtensionEnvironment {
  readonly execInfo?: { readonly run?: { readonly executable?: unknown; readonly args?: unknown } };
  /** The Python, or the folder of the environment. */
  readonly environmentPath?: { readonly fsPath?: unknown };
  readonly sysPrefix?: unknown;
}

/** Empty when it has no Python that can be started as one program. */
export async function pythonOfEnvironment(
  environment: ExtensionEnvironment,
  windows: boolean,
  exists: (file: string) => Promise<boolean>,
): Promise<readonly string[]> {
  const { executable, args } = environment.execInfo?.run ?? {};
  const takesArguments = Array.isArray(args) && args.length > 0;
  if (!takesArguments && isAbsolutePath(executable, windows)) {
    return [executable];
  }
  // `conda run …` and the like start Python somehow; we need the Python itself.
  const paths = windows ? path.win32 : path.posix;
  for (const place of [environment.environmentPath?.fsPath, environment.sysPrefix]) {
    if (!isAbsolutePath(place, windows)) {
      continue;
    }
    const isPython = /^python[\d.]*(\.exe)?$/i.test(paths.basename(place));
    // An environment, too, may be called `python3`.
    for (const python of [...environmentPythons(place, windows), ...(isPython ? [place] : [])]) {
      if (await exists(python)) {
        return [python];
      }
    }
  }
  return [];
}

function isAbsolutePath(value: unknown, windows: boolean): value is string {
  return typeof value === 'string' && isAbsolute(value, windows);
}
