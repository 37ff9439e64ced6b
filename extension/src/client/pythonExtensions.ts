// Microsoft's two Python extensions, when they are there. We depend on neither: their APIs are described here by
// the little of them that we use, and whatever they answer is checked before it is believed.
import * as vscode from 'vscode';
import type { InterpreterSource } from './interpreterTypes';

interface EnvironmentsApi {
  getEnvironment(
    scope: vscode.Uri | undefined,
  ): Promise<{ execInfo?: { run?: { executable?: string } } } | undefined>;
  onDidChangeEnvironment: vscode.Event<unknown>;
}

interface PythonApi {
  environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    resolveEnvironment(
      environment: { path: string } | string,
    ): Promise<{ executable?: { uri?: vscode.Uri } } | undefined>;
    onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

const ENVIRONMENTS = 'ms-python.vscode-python-envs';
const PYTHON = 'ms-python.python';

export function hasPythonExtension(): boolean {
  return [ENVIRONMENTS, PYTHON].some((id) => vscode.extensions.getExtension(id) !== undefined);
}

export function environmentsSource(scope: vscode.Uri | undefined): InterpreterSource {
  return {
    origin: 'environments',
    find: async () => {
      const api = await exportsOf<EnvironmentsApi>(ENVIRONMENTS, 'getEnvironment');
      const environment = await api?.getEnvironment(scope);
      return paths(environment?.execInfo?.run?.executable);
    },
  };
}

export function pythonSource(scope: vscode.Uri | undefined): InterpreterSource {
  return {
    origin: 'python',
    find: async () => {
      const api = (await exportsOf<PythonApi>(PYTHON, 'environments'))?.environments;
      const environment = await api?.resolveEnvironment(api.getActiveEnvironmentPath(scope));
      return paths(environment?.executable?.uri?.fsPath);
    },
  };
}

/** Calls back when the user chooses another interpreter in one of them. */
export async function watchPythonExtensions(changed: () => void): Promise<vscode.Disposable> {
  const environments = await exportsOf<EnvironmentsApi>(ENVIRONMENTS, 'getEnvironment');
  const python = await exportsOf<PythonApi>(PYTHON, 'environments');
  const listeners = [
    environments?.onDidChangeEnvironment(changed),
    python?.environments.onDidChangeActiveEnvironmentPath(changed),
  ];
  return vscode.Disposable.from(...listeners.filter((listener) => listener !== undefined));
}

async function exportsOf<Api extends object>(id: string, member: keyof Api): Promise<Api | undefined> {
  try {
    const api: unknown = await vscode.extensions.getExtension(id)?.activate();
    return typeof api === 'object' && api !== null && member in api ? (api as Api) : undefined;
  } catch {
    // Their activation failed; that is theirs to tell. We go on with the next source.
    return undefined;
  }
}

function paths(executable: string | undefined): readonly string[] {
  return typeof executable === 'string' && executable !== '' ? [executable] : [];
}
