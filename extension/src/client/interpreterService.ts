import * as vscode from 'vscode';
import type { Candidate, InterpreterSource, Resolution } from './interpreterTypes';
import { isInside } from './inside';
import { probeInterpreter } from './probeInterpreter';
import { environmentsSource, pythonSource, watchPythonExtensions } from './pythonExtensions';
import { activeSource, fileExists, pathSource, type Surroundings, workspaceSource } from './pythonOnDisk';
import { isSameInterpreter, resolveInterpreter } from './resolveInterpreter';
import { interpreterSetting } from './settings';

/** Knows which Python is used, and tells when that really becomes another one. */
export class InterpreterService implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Resolution>();
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: vscode.Disposable[] = [this.changed];
  private resolution: Resolution | undefined;
  private resolving: Promise<Resolution> | undefined;
  private again = false;

  constructor() {
    const resolve = (): void => void this.resolve();
    this.subscriptions.push(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('transformers.client.interpreter')) {
          resolve();
        }
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(resolve),
      vscode.workspace.onDidChangeWorkspaceFolders(resolve),
      vscode.extensions.onDidChange(resolve),
    );
    void watchPythonExtensions(resolve).then((listener) => this.subscriptions.push(listener));
  }

  get current(): Resolution | undefined {
    return this.resolution;
  }

  /** Several requests at once are one; one that comes while we look makes us look again afterwards. */
  resolve(): Promise<Resolution> {
    if (this.resolving) {
      this.again = true;
      return this.resolving;
    }
    this.resolving = this.look().finally(() => (this.resolving = undefined));
    return this.resolving;
  }

  /** Everything that could be chosen, without starting any of it. */
  async candidates(): Promise<readonly Candidate[]> {
    const found: Candidate[] = [];
    for (const source of this.sources()) {
      for (const file of await source.find()) {
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

  private async look(): Promise<Resolution> {
    let now: Resolution;
    do {
      this.again = false;
      now = await resolveInterpreter({ sources: this.sources(), probe: probeInterpreter, mayRun });
    } while (this.again as boolean);
    if (!isSameInterpreter(this.resolution, now)) {
      this.resolution = now;
      this.changed.fire(now);
    }
    return this.resolution ?? now;
  }

  private sources(): readonly InterpreterSource[] {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const scope = folders[0]?.uri;
    const surroundings: Surroundings = {
      folders: folders.filter((folder) => folder.uri.scheme === 'file').map((folder) => folder.uri.fsPath),
      variables: process.env,
      windows: process.platform === 'win32',
      exists: fileExists,
    };
    const setting = interpreterSetting();
    return [
      { origin: 'setting', find: () => Promise.resolve(setting === undefined ? [] : [setting]) },
      environmentsSource(scope),
      pythonSource(scope),
      workspaceSource(surroundings),
      activeSource(surroundings),
      pathSource(surroundings),
    ];
  }
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
