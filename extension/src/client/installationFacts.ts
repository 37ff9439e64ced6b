// What decides how packages get into a Python: asked of it, and of the disk.
import os from 'node:os';
import path from 'node:path';
import { isAbsolute } from './programEnvironment';
import { fileExists, foldersOnPath } from './pythonOnDisk';
import { runProgram } from './startProgram';

export interface InstallationFacts {
  readonly prefix: string;
  readonly hasPip: boolean;
  readonly hasEnsurepip: boolean;
  readonly isVirtual: boolean;
  readonly isConda: boolean;
  /** Its distributor asks that nothing be installed into it (PEP 668); environments made of it are free of that. */
  readonly isManaged: boolean;
  /** What pixi adds packages to, where this is the default environment of a project of pixi's. */
  readonly pixiManifest: string | undefined;
}

/** Isolated, but with site-packages: pip lies there. */
const QUESTION = `
import importlib.util, json, os, sys, sysconfig
isVirtual = sys.prefix != sys.base_prefix
marker = os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")
print(json.dumps({
    "prefix": sys.prefix,
    "hasPip": importlib.util.find_spec("pip") is not None,
    "hasEnsurepip": importlib.util.find_spec("ensurepip") is not None,
    "isVirtual": isVirtual,
    "isConda": os.path.isdir(os.path.join(sys.prefix, "conda-meta")),
    "isManaged": not isVirtual and os.path.isfile(marker),
}))
`;
const DEADLINE_MILLISECONDS = 15_000;

/** undefined when the Python does not answer. */
export async function askInstallationFacts(python: string): Promise<InstallationFacts | undefined> {
  const { error, stdout } = await runProgram(python, ['-I', '-c', QUESTION], DEADLINE_MILLISECONDS);
  const answer = error === undefined ? parse(stdout) : undefined;
  if (answer === undefined || typeof answer.prefix !== 'string') {
    return undefined;
  }
  const { prefix } = answer;
  return {
    prefix,
    hasPip: answer.hasPip === true,
    hasEnsurepip: answer.hasEnsurepip === true,
    isVirtual: answer.isVirtual === true,
    isConda: answer.isConda === true,
    isManaged: answer.isManaged === true,
    pixiManifest: await findPixiManifest(prefix),
  };
}

/** Where installers put these programs, beside the folders of PATH. */
const PROGRAM_FOLDERS = [
  ['.local', 'bin'],
  ['.cargo', 'bin'],
  ['.pixi', 'bin'],
];

/** The absolute path of a program, never one of the working folder. */
export async function findProgram(name: string): Promise<string | undefined> {
  const windows = process.platform === 'win32';
  const surroundings = { folders: [], variables: process.env, windows, exists: fileExists };
  const folders = [
    ...foldersOnPath(surroundings),
    ...PROGRAM_FOLDERS.map((parts) => path.join(os.homedir(), ...parts)),
  ];
  for (const folder of folders) {
    const file = path.join(folder, windows ? `${name}.exe` : name);
    if (await fileExists(file)) {
      return file;
    }
  }
  return undefined;
}

/** conda names itself in the environments that it activates. */
export async function findConda(): Promise<string | undefined> {
  const named = process.env.CONDA_EXE;
  return named !== undefined && isAbsolute(named) && (await fileExists(named)) ? named : findProgram('conda');
}

async function findPixiManifest(prefix: string): Promise<string | undefined> {
  const environments = path.dirname(prefix);
  const pixi = path.dirname(environments);
  const isDefault =
    path.basename(prefix) === 'default' &&
    path.basename(environments) === 'envs' &&
    path.basename(pixi) === '.pixi';
  if (!isDefault) {
    return undefined;
  }
  for (const name of ['pixi.toml', 'pyproject.toml']) {
    const manifest = path.join(path.dirname(pixi), name);
    if (await fileExists(manifest)) {
      return manifest;
    }
  }
  return undefined;
}

function parse(stdout: string): Partial<Record<keyof InstallationFacts, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(stdout);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
