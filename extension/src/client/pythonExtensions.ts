// Microsoft's two Python extensions, when they are there. We depend on neither: their APIs are described here by
// the little of them that we use, and whatever they answer is checked before it is believed.
import * as vscode from 'vscode';
import type { InterpreterSource } from './interpreterTypes';
import { PatientQuestion } from './patientQuestion';
import { isAbsolute } from './programEnvironment';
import { type ExtensionEnvironment, pythonOfEnvironment } from './pythonOfEnvironment';
import { fileExists } from './pythonOnDisk';

interface EnvironmentsApi {
  getEnvironment(scope: vscode.Uri | undefined): Promise<ExtensionEnvironment | undefined>;
  onDidChangeEnvironment: vscode.Event<{ readonly old?: unknown; readonly new?: unknown } | undefined>;
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

export const ENVIRONMENTS_EXTENSION = 'ms-python.vscode-python-envs';
const PYTHON_EXTENSION = 'ms-python.python';

/** Their discovery may take minutes, or never end. */
const ANSWER_MILLISECONDS = 10_000;

export function hasPythonExtension(): boolean {
  return [ENVIRONMENTS_EXTENSION, PYTHON_EXTENSION].some(
    (id) => vscode.extensions.getExtension(id) !== undefined,
  );
}

/** Asks both, and calls back when the user chooses another interpreter in one of them or one answers late. */
export class PythonExtensions implements vscode.Disposable {
  private readonly questions = new Map<string, PatientQuestion<readonly string[]>>();
  private readonly listeners = new Map<object, vscode.Disposable>();
  private hasChanged = false;
  private isDisposed = false;

  constructor(
    private readonly changed: () => void,
    private readonly milliseconds = ANSWER_MILLISECONDS,
  ) {}

  environmentsSource(scope: vscode.Uri | undefined): InterpreterSource {
    const question = this.question(ENVIRONMENTS_EXTENSION, scope, () => askEnvironments(scope));
    return {
      origin: 'environments',
      find: () => question.answer(),
      isChosen: () => this.hasChanged || isNamedInSettings(scope),
    };
  }

  pythonSource(scope: vscode.Uri | undefined): InterpreterSource {
    const question = this.question(PYTHON_EXTENSION, scope, () => askPython(scope));
    return { origin: 'python', find: () => question.answer() };
  }

  /** Answers that are still to come would be about a state that has passed. */
  askAgain(): void {
    for (const question of this.questions.values()) {
      question.askAgain();
    }
  }

  /** Listens to those that are there, each once; called again when extensions arrive. */
  watch(): void {
    void exportsOf<EnvironmentsApi>(ENVIRONMENTS_EXTENSION, 'getEnvironment').then((api) =>
      this.listen(api, () =>
        api?.onDidChangeEnvironment((change) => {
          // The first environment that is found has no predecessor; nobody chose it.
          this.hasChanged ||= change?.old !== undefined && change.new !== undefined;
          this.selectionChanged();
        }),
      ),
    );
    void exportsOf<PythonApi>(PYTHON_EXTENSION, 'environments').then((api) =>
      this.listen(api, () =>
        api?.environments.onDidChangeActiveEnvironmentPath(() => this.selectionChanged()),
      ),
    );
  }

  dispose(): void {
    this.isDisposed = true;
    vscode.Disposable.from(...this.listeners.values()).dispose();
    this.listeners.clear();
  }

  private selectionChanged(): void {
    this.askAgain();
    this.changed();
  }

  private listen(api: object | undefined, subscribe: () => vscode.Disposable | undefined): void {
    if (api === undefined || this.isDisposed || this.listeners.has(api)) {
      return;
    }
    try {
      const listener = subscribe();
      if (listener) {
        this.listeners.set(api, listener);
      }
    } catch {
      // An API without this event: it is asked all the same.
    }
  }

  private question(
    extension: string,
    scope: vscode.Uri | undefined,
    ask: () => Promise<readonly string[]>,
  ): PatientQuestion<readonly string[]> {
    const key = `${extension} ${scope?.toString() ?? ''}`;
    const question =
      this.questions.get(key) ??
      new PatientQuestion(
        ask,
        [],
        () => {
          if (!this.isDisposed) {
            this.changed();
          }
        },
        this.milliseconds,
      );
    this.questions.set(key, question);
    return question;
  }
}

async function askEnvironments(scope: vscode.Uri | undefined): Promise<readonly string[]> {
  const api = await exportsOf<EnvironmentsApi>(ENVIRONMENTS_EXTENSION, 'getEnvironment');
  const environment = await api?.getEnvironment(scope);
  const windows = process.platform === 'win32';
  return environment ? pythonOfEnvironment(environment, windows, fileExists) : [];
}

async function askPython(scope: vscode.Uri | undefined): Promise<readonly string[]> {
  const api = (await exportsOf<PythonApi>(PYTHON_EXTENSION, 'environments'))?.environments;
  if (!api) {
    return [];
  }
  const active = api.getActiveEnvironmentPath(scope);
  try {
    const resolved = (await api.resolveEnvironment(active))?.executable?.uri?.fsPath;
    return absolute(resolved);
  } catch {
    // It resolves nothing in Restricted Mode. The path may be used: we start nothing of an untrusted workspace either.
    return absolute(active.path);
  }
}

/** The API of one of them; undefined when it is not there, fails to start, or is something else. */
export async function exportsOf<Api extends object>(id: string, member: keyof Api): Promise<Api | undefined> {
  try {
    const api: unknown = await vscode.extensions.getExtension(id)?.activate();
    return typeof api === 'object' && api !== null && member in api ? (api as Api) : undefined;
  } catch {
    // Their activation failed; that is theirs to tell. We go on with the next source.
    return undefined;
  }
}

/** Its API does not tell a choice from a guess, but choices may leave traces in the settings. */
function isNamedInSettings(scope: vscode.Uri | undefined): boolean {
  return [
    ['python-envs', 'pythonProjects'],
    ['python', 'defaultInterpreterPath'],
  ].some(([section, name]) => {
    const setting = vscode.workspace.getConfiguration(section, scope).inspect<unknown>(name ?? '');
    const values = [setting?.workspaceFolderValue, setting?.workspaceValue, setting?.globalValue];
    return values.some((value) => (Array.isArray(value) ? value.length > 0 : value !== undefined));
  });
}

function absolute(file: unknown): readonly string[] {
  return typeof file === 'string' && isAbsolute(file) ? [file] : [];
}
