// Where programs of ours begin and what they are given. Nothing here knows VS Code; the server has the same in
// `transformers_agent/program_environment.py`.
import path from 'node:path';

export type Variables = Readonly<Record<string, string | undefined>>;

/** Lists of folders: an empty or relative entry stands for the working folder. */
const SEARCH_LISTS: ReadonlySet<string> = new Set([
  'PATH',
  'PYTHONPATH',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'DYLD_FRAMEWORK_PATH',
  'DYLD_FALLBACK_LIBRARY_PATH',
  'DYLD_FALLBACK_FRAMEWORK_PATH',
]);

/** Lists of libraries: one without a separator is looked for where the system has its own. */
const LIBRARY_LISTS: ReadonlySet<string> = new Set(['LD_PRELOAD', 'LD_AUDIT', 'DYLD_INSERT_LIBRARIES']);

/** Places that Python loads code from. */
const PYTHON_PLACES: ReadonlySet<string> = new Set([
  'PYTHONHOME',
  'PYTHONSTARTUP',
  'PYTHONPYCACHEPREFIX',
  'PYTHONUSERBASE',
]);

/** Where the libraries keep their data; relative ones are meant from the folder that is open. */
const LIBRARY_PLACES: ReadonlySet<string> = new Set([
  'HF_HOME',
  'HF_HUB_CACHE',
  'HUGGINGFACE_HUB_CACHE',
  'HF_ASSETS_CACHE',
  'HF_XET_CACHE',
  'HF_DATASETS_CACHE',
  'HF_TOKEN_PATH',
  'HF_STORED_TOKENS_PATH',
  'TRANSFORMERS_CACHE',
  'TORCH_HOME',
  'XDG_CACHE_HOME',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
]);

/** What dynamic loaders replace by the place of a program or a library. */
const LOADER_PREFIXES = ['$ORIGIN', '${ORIGIN}', '@executable_path', '@loader_path', '@rpath'];

/** A working folder that nobody else can write to. */
export function neutralFolder(variables: Variables = process.env, windows = isWindows()): string {
  return windows ? path.win32.join(variables.SystemRoot ?? 'C:\\Windows', 'System32') : '/';
}

/** A copy in which nothing stands for the working folder. Everything else is the user's and stays as it is. */
export function safeEnvironment(
  variables: Variables,
  windows = isWindows(),
): Record<string, string | undefined> {
  const cleaned: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(variables)) {
    const kept = value === undefined ? undefined : remaining(name, value, windows);
    if (kept !== undefined) {
      cleaned[name] = kept;
    }
  }
  if (windows) {
    cleaned.NoDefaultCurrentDirectoryInExePath = '1';
  }
  return cleaned;
}

/** For a program that begins elsewhere: places that are relative to `folder` stay the same places. */
export function withPlacesKept(
  variables: Variables,
  folder: string,
  windows = isWindows(),
): Record<string, string | undefined> {
  const paths = windows ? path.win32 : path.posix;
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      const isRelative =
        LIBRARY_PLACES.has(windows ? name.toUpperCase() : name) &&
        value !== undefined &&
        value !== '' &&
        !isAbsolute(value, windows) &&
        !/^[~$%]/.test(value);
      return [name, isRelative ? paths.join(folder, value) : value];
    }),
  );
}

/** Whether a path means the same in every working folder; on Windows that takes a drive or a share. */
export function isAbsolute(file: string, windows = isWindows()): boolean {
  return windows ? /^([a-z]:[\\/]|[\\/]{2}[^\\/])/i.test(file) : file.startsWith('/');
}

function remaining(name: string, value: string, windows: boolean): string | undefined {
  const key = windows ? name.toUpperCase() : name;
  if (SEARCH_LISTS.has(key)) {
    const separators = windows ? ';' : key === 'LD_LIBRARY_PATH' ? ':;' : ':';
    return without(value, separators, (entry) => isPlace(entry, windows));
  }
  if (LIBRARY_LISTS.has(key)) {
    return without(
      value,
      key.startsWith('LD_') ? ': ' : ':',
      (entry) => !entry.includes('/') || isPlace(entry, windows),
    );
  }
  if (PYTHON_PLACES.has(key)) {
    const places = key === 'PYTHONHOME' ? value.split(windows ? ';' : ':') : [value];
    return places.every((place) => isPlace(place, windows)) ? value : undefined;
  }
  return value;
}

/** The very same text where all entries are kept; undefined where none is. */
function without(value: string, separators: string, keeps: (entry: string) => boolean): string | undefined {
  const parts = value.split(new RegExp(`[${separators}]`));
  const kept = parts.filter((part) => part !== '' && keeps(part));
  if (kept.length === parts.length) {
    return value;
  }
  return kept.length > 0 ? kept.join(separators[0]) : undefined;
}

function isPlace(entry: string, windows: boolean): boolean {
  return windows
    ? isAbsolute(entry.replaceAll('"', ''), true)
    : isAbsolute(entry, false) || LOADER_PREFIXES.some((prefix) => entry.startsWith(prefix));
}

function isWindows(): boolean {
  return process.platform === 'win32';
}
