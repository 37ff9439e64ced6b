// Knows the log folders of the workspace, while somebody looks at the view, and only then.
import * as vscode from 'vscode';
import { type LanguageServer, ServerUnavailable } from '../client/languageServer';
import { isCancellation, serverProblem } from '../client/serverProblem';
import { type LogFolders, TENSORBOARD_CHANGED, TENSORBOARD_FOLDERS } from '../protocol';
import { AskAgain } from '../askAgain';
import { RUNS_FOLDER_SETTING, workspaceRunsFolders } from '../runsFolders';

const EVENT_FILES = '**/events.out.tfevents.*';
const CREATED_MILLISECONDS = 1000;
/** A run that is under way writes all the time, and only sizes and times change. */
const WRITTEN_MILLISECONDS = 10_000;

export class FoldersReader implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** `list` or `problem` is new. */
  readonly onDidChange = this.changed.event;
  list: LogFolders | undefined;
  /** Why there is no answer; empty when there is one or it is still awaited. */
  problem = '';
  private text = '';
  private visible = false;
  private stale = true;
  private timer: { readonly due: number; readonly handle: NodeJS.Timeout } | undefined;
  private watcher: vscode.FileSystemWatcher | undefined;
  private readonly asking = new AskAgain(() => this.read());
  private readonly cancellation = new vscode.CancellationTokenSource();
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly server: LanguageServer,
    private readonly output: vscode.LogOutputChannel,
  ) {
    this.subscriptions = vscode.Disposable.from(
      server.onNotification(TENSORBOARD_CHANGED, () => this.renew(CREATED_MILLISECONDS)),
      server.onDidChangeState((state) => {
        if (state.kind === 'running' || state.kind === 'failed') {
          this.renew(0);
        }
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.renew(0)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(RUNS_FOLDER_SETTING)) {
          this.renew(0);
        }
      }),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) {
          this.renew(0);
        }
      }),
    );
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    if (visible) {
      this.watcher ??= this.watch();
      if (this.stale) {
        this.renew(0);
      }
    }
  }

  /** Resolves when what is on the disk now is known, or why not. */
  ask(): Promise<void> {
    this.forgetTimer();
    return this.asking.request();
  }

  dispose(): void {
    this.forgetTimer();
    this.asking.dispose();
    this.cancellation.cancel();
    this.watcher?.dispose();
    vscode.Disposable.from(this.subscriptions, this.cancellation, this.changed).dispose();
  }

  private watch(): vscode.FileSystemWatcher {
    const watcher = vscode.workspace.createFileSystemWatcher(EVENT_FILES);
    watcher.onDidCreate(() => this.renew(CREATED_MILLISECONDS));
    watcher.onDidDelete(() => this.renew(CREATED_MILLISECONDS));
    watcher.onDidChange(() => this.renew(WRITTEN_MILLISECONDS));
    return watcher;
  }

  /** Asks after this pause at the latest; somebody who does not look is told when they do. */
  private renew(milliseconds: number): void {
    this.stale = true;
    if (!this.visible) {
      return;
    }
    const due = Date.now() + milliseconds;
    if (this.timer === undefined || due < this.timer.due) {
      this.forgetTimer();
      this.timer = { due, handle: setTimeout(() => void this.ask(), milliseconds) };
    }
  }

  private forgetTimer(): void {
    clearTimeout(this.timer?.handle);
    this.timer = undefined;
  }

  private async read(): Promise<void> {
    this.stale = false;
    try {
      const params = {
        folders: workspaceFolders(),
        runsFolders: [...workspaceRunsFolders()],
        document: null,
      };
      this.accept(await this.server.request(TENSORBOARD_FOLDERS, params, this.cancellation.token));
    } catch (error) {
      if (!this.cancellation.token.isCancellationRequested && !isCancellation(error)) {
        this.fail(error);
      }
    }
  }

  private accept(list: LogFolders): void {
    const text = JSON.stringify(list);
    if (text !== this.text || this.problem !== '') {
      this.text = text;
      this.list = list;
      this.problem = '';
      this.changed.fire();
    }
  }

  private fail(error: unknown): void {
    const unavailable = error instanceof ServerUnavailable;
    if (!unavailable) {
      this.output.error(error instanceof Error ? error : String(error));
    }
    const refused = serverProblem(error);
    this.stale = true;
    this.problem = refused
      ? `${refused.message} ${refused.advice}`.trim()
      : unavailable && error.message !== ''
        ? error.message
        : vscode.l10n.t('The language server could not answer.');
    this.changed.fire();
  }
}

/** Where log folders may be. */
export function workspaceFolders(): string[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString());
}
