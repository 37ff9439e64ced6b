import * as vscode from 'vscode';
import type { Candidate, InterpreterSource, Probe, Resolution } from './interpreterTypes';
import { isInside } from './inside';
import { probeInterpreter } from './probeInterpreter';
import { PythonExtensions } from './pythonExtensions';
import { askLauncher } from './pythonLauncher';
import { activeSource, fileExists, pathSource, type Surroundings, workspaceSource } from './pythonOnDisk';
import { isAppleStub, isStoreAlias } from './pythonStandIns';
import { foundBy, isSameInterpreter, resolveInterpreter } from './resolveInterpreter';
import { interpreterSetting } from './settings';

/** Knows which Python is used, and tells when that really becomes another one. */
export class InterpreterService implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Resolution>();
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: vscode.Disposable[] = [this.changed];
  private resolution: Resolution | undefined;
  private readonly extensions: PythonExtensions;
  private waiting: Waiting | undefined;
  private looks = 0;
  private again = false;

  constructor(answerMilliseconds?: number) {
    const resolve = (): void => void this.resolve();
    const askAgain = (): void => {
      this.extensions.askAgain();
      resolve();
    };
    this.extensions = new PythonExtensions(resolve, answerMilliseconds);
    this.subscriptions.push(
      this.extensions,
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('transformers.client.interpreter')) {
          // A choice of ours does not wait for what others have not answered yet.
          void this.begin();
        }
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(askAgain),
      vscode.workspace.onDidChangeWorkspaceFolders(resolve),
      vscode.extensions.onDidChange(() => {
        this.extensions.watch();
        askAgain();
      }),
    );
    this.extensions.watch();
  }

  get current(): Resolution | undefined {
    return this.resolution;
  }

  /** Several requests at once are one; one that comes while we look makes us look again afterwards. Never rejects. */
  resolve(): Promise<Resolution> {
    if (this.waiting) {
      this.again = true;
      return this.waiting.promise;
    }
    return this.begin();
  }

  /** Everything that could be chosen, without starting any of it. */
  async candidates(): Promise<readonly Candidate[]> {
    const found: Candidate[] = [];
    for (const source of this.sources()) {
      for (const file of await foundBy(source)) {
        if (!found.some((candidate) => candidate.path === file)) {
          found.push({ path: file, origin: source.origin });
        }
      }
    }
    return found;
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** Looks from the start; whoever waits for a look before it gets the answer of this one. */
  private begin(): Promise<Resolution> {
    this.waiting ??= createWaiting();
    this.looks += 1;
    void this.look(this.looks);
    return this.waiting.promise;
  }

  private async look(number: number): Promise<void> {
    let now: Resolution;
    do {
      this.again = false;
      now = await resolveInterpreter({ sources: this.sources(), probe, mayRun });
      if (number !== this.looks) {
        return;
      }
    } while (this.again as boolean);
    const { waiting } = this;
    this.waiting = undefined;
    if (!isSameInterpreter(this.resolution, now)) {
      this.resolution = now;
      this.changed.fire(now);
    }
    waiting?.resolve(this.resolution ?? now);
  }

  private sources(): readonly InterpreterSource[] {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const scope = folders[0]?.uri;
    const surroundings: Surroundings = {
      folders: folders.filter((folder) => folder.uri.scheme === 'file').map((folder) => folder.uri.fsPath),
      variables: process.env,
      windows: process.platform === 'win32',
      macos: process.platform === 'darwin',
      exists: fileExists,
      askLauncher: async (launcher) => ((await mayRun(launcher)) ? askLauncher(launcher) : undefined),
    };
    const setting = interpreterSetting();
    return [
      { origin: 'setting', find: () => Promise.resolve(setting === undefined ? [] : [setting]) },
      this.extensions.environmentsSource(scope),
      this.extensions.pythonSource(scope),
      workspaceSource(surroundings),
      activeSource(surroundings),
      pathSource(surroundings),
    ];
  }
}

interface Waiting {
  readonly promise: Promise<Resolution>;
  readonly resolve: (resolution: Resolution) => void;
}

function createWaiting(): Waiting {
  let resolve: Waiting['resolve'] = () => undefined;
  const promise = new Promise<Resolution>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}

/** In a workspace that is trusted, a shim answers for the version that the workspace asks for. */
async function probe(file: string): Promise<Probe> {
  if (process.platform === 'darwin' && (await isAppleStub(file, fileExists))) {
    return { kind: 'standIn' };
  }
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const answer = await probeInterpreter(
    file,
    vscode.workspace.isTrusted ? folders[0]?.uri.fsPath : undefined,
  );
  const isUsable = answer.kind === 'usable' || answer.kind === 'tooOld';
  return !isUsable && isStoreAlias(file) ? { kind: 'standIn' } : answer;
}

/** A workspace that is not trusted may bring a "Python" of its own: nothing inside it is started. */
async function mayRun(file: string): Promise<boolean> {
  if (vscode.workspace.isTrusted) {
    return true;
  }
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return !(await isInside(
    file,
    folders.map(({ uri }) => uri.fsPath),
  ));
}
