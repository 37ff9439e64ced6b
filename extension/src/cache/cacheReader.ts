// Knows what the server last said about the caches, and asks again when that may be out of date: while somebody
// looks at the view, and only then.
import * as vscode from 'vscode';
import { type LanguageServer, ServerUnavailable } from '../client/languageServer';
import { isCancellation, serverProblem } from '../client/serverProblem';
import { CACHE_CHANGED, CACHE_LIST, type CacheList } from '../protocol';
import { type CacheLook, LookQueue } from './lookQueue';
import { extraRoots, ROOTS_SETTING } from './rootsSetting';

const POLL_MILLISECONDS = 5000;
/** Nobody waits for a change in a window that another one covers. */
const UNFOCUSED_POLL_MILLISECONDS = 30_000;
const THOROUGH_MILLISECONDS = 60_000;

export class CacheReader implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** The list, `problem` or `reading` may be new. */
  readonly onDidChange = this.changed.event;
  list: CacheList | undefined;
  /** Why there is no answer; empty when there is one or it is still awaited. */
  problem = '';
  private text = '';
  private visible = false;
  private stale = true;
  private timer: NodeJS.Timeout | undefined;
  private thoroughAt = -Infinity;
  private readonly queue = new LookQueue((look) => this.read(look));
  private readonly cancellation = new vscode.CancellationTokenSource();
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly server: LanguageServer,
    private readonly output: vscode.LogOutputChannel,
  ) {
    this.subscriptions = vscode.Disposable.from(
      server.onNotification(CACHE_CHANGED, () => this.renew('known')),
      server.onDidChangeState((state) => {
        if (state.kind === 'running' || state.kind === 'failed') {
          this.renew('known');
        }
      }),
      // What is known is about the folders of before.
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.renew('changes')),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(ROOTS_SETTING)) {
          this.renew('changes');
        }
      }),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused && this.visible) {
          void this.look('changes');
        }
      }),
    );
  }

  /** Whether more is to come without anybody doing anything. */
  get reading(): boolean {
    return this.list === undefined ? this.problem === '' : !this.list.complete;
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    if (!visible) {
      clearTimeout(this.timer);
      return;
    }
    // What is known is there at once; what a look at the disk finds follows.
    if (this.list === undefined || this.stale) {
      void this.look('known');
    }
    const since = Date.now() - this.thoroughAt;
    void this.look(since > THOROUGH_MILLISECONDS ? 'thorough' : 'changes');
  }

  /** Resolves when an answer to this question, or to a more thorough one, is here. */
  look(look: CacheLook): Promise<void> {
    clearTimeout(this.timer);
    return this.queue.request(look);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.queue.dispose();
    this.cancellation.cancel();
    vscode.Disposable.from(this.subscriptions, this.cancellation, this.changed).dispose();
  }

  /** Somebody who does not look is told when they do: the view then begins with a look at the disk. */
  private renew(look: CacheLook): void {
    this.stale = true;
    if (this.visible) {
      void this.look(look);
    }
  }

  private async read(look: CacheLook): Promise<void> {
    this.stale = false;
    if (look === 'thorough') {
      this.thoroughAt = Date.now();
    }
    try {
      const list = await this.server.request(
        CACHE_LIST,
        { look, roots: [...extraRoots()], folders: workspaceFolders() },
        this.cancellation.token,
      );
      this.accept(list);
    } catch (error) {
      this.fail(error);
    }
    if (this.visible && !this.cancellation.token.isCancellationRequested) {
      const pause = vscode.window.state.focused ? POLL_MILLISECONDS : UNFOCUSED_POLL_MILLISECONDS;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.look('changes'), pause);
    }
  }

  private accept(list: CacheList): void {
    const text = JSON.stringify(list);
    if (text === this.text && this.problem === '') {
      return;
    }
    this.text = text;
    this.list = list;
    this.problem = '';
    this.changed.fire();
  }

  private fail(error: unknown): void {
    if (this.cancellation.token.isCancellationRequested || isCancellation(error)) {
      return;
    }
    const problem = serverProblem(error);
    if (!(error instanceof ServerUnavailable)) {
      this.output.error(error instanceof Error ? error : String(error));
    }
    const message =
      error instanceof ServerUnavailable && error.message !== ''
        ? error.message
        : problem
          ? `${problem.message} ${problem.advice}`.trim()
          : vscode.l10n.t('The language server could not answer.');
    if (message !== this.problem) {
      this.problem = message;
      this.changed.fire();
    }
  }
}

/** Where repositories may be named. */
export function workspaceFolders(): string[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString());
}
