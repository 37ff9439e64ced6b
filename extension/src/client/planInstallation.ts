// Which program installs packages into a Python. Pure.
import type { InstallationFacts } from './installationFacts';

export interface ProgramCall {
  readonly program: string;
  readonly words: readonly string[];
}

/** What was found beside the Python. */
export interface InstallationTools {
  readonly uv: string | undefined;
  readonly pixi: string | undefined;
  readonly conda: string | undefined;
  /** Whether the Python Environments extension knows this Python and installs into it. */
  readonly extension: boolean;
}

export type InstallationPlan =
  /** `addsPip`: pip is installed first. */
  | {
      readonly kind: 'programs';
      readonly tool: 'pip' | 'uv';
      readonly addsPip: boolean;
      readonly calls: readonly ProgramCall[];
    }
  | { readonly kind: 'pixi'; readonly manifest: string; readonly calls: readonly ProgramCall[] }
  | { readonly kind: 'extension' }
  /** Nothing is installed into this Python, but an environment can be made of it. */
  | { readonly kind: 'managed' }
  | { readonly kind: 'impossible' };

export function planInstallation(
  python: string,
  facts: InstallationFacts,
  tools: InstallationTools,
  requirements: readonly string[],
): InstallationPlan {
  const pip = pipCall(python, requirements);
  if (facts.isManaged) {
    return { kind: 'managed' };
  }
  if (facts.pixiManifest !== undefined && tools.pixi !== undefined) {
    const words = ['add', '--manifest-path', facts.pixiManifest, '--pypi', ...requirements];
    return { kind: 'pixi', manifest: facts.pixiManifest, calls: [{ program: tools.pixi, words }] };
  }
  if (facts.hasPip) {
    return { kind: 'programs', tool: 'pip', addsPip: false, calls: [pip] };
  }
  if (tools.uv !== undefined) {
    return { kind: 'programs', tool: 'uv', addsPip: false, calls: [uvCall(tools.uv, python, requirements)] };
  }
  if (tools.extension) {
    return { kind: 'extension' };
  }
  if (facts.isConda && tools.conda !== undefined) {
    const words = ['install', '--yes', '--prefix', facts.prefix, 'pip'];
    return { kind: 'programs', tool: 'pip', addsPip: true, calls: [{ program: tools.conda, words }, pip] };
  }
  if (facts.isVirtual && facts.hasEnsurepip) {
    const ensure = { program: python, words: ['-I', '-m', 'ensurepip'] };
    return { kind: 'programs', tool: 'pip', addsPip: true, calls: [ensure, pip] };
  }
  return { kind: 'impossible' };
}

/** Makes a virtual environment and installs into it; undefined when nothing here can. */
export function planVirtualEnvironment(
  python: string,
  facts: InstallationFacts,
  uv: string | undefined,
  environment: { readonly folder: string; readonly python: string },
  requirements: readonly string[],
): readonly ProgramCall[] | undefined {
  if (uv !== undefined) {
    const create = { program: uv, words: ['venv', '--python', python, environment.folder] };
    return [create, uvCall(uv, environment.python, requirements)];
  }
  // Debian has `venv` without what it needs, in a package of its own.
  return facts.hasEnsurepip
    ? [
        { program: python, words: ['-I', '-m', 'venv', environment.folder] },
        pipCall(environment.python, requirements),
      ]
    : undefined;
}

export function pipCall(python: string, requirements: readonly string[]): ProgramCall {
  return { program: python, words: ['-m', 'pip', 'install', ...requirements] };
}

function uvCall(uv: string, python: string, requirements: readonly string[]): ProgramCall {
  return { program: uv, words: ['pip', 'install', '--python', python, ...requirements] };
}
