// Knows which runs there are, and everything about those that somebody has opened: asks when the language server is
// ready, when it says that something changed, and now and then while something runs, because another window, a
// command line or the run itself may change it.
import * as vscode from 'vscode';
import { AskAgain } from '../askAgain';
import { type LanguageServer, ServerUnavailable } from '../client/languageServer';
import { isCancellation, serverProblem } from '../client/serverProblem';
import { type Run, type RunDetails, TRAINING_CHANGED, TRAINING_LIST, TRAINING_SHOW } from '../protocol';
import { RUNS_FOLDER_SETTING, workspaceRunsFolders } from '../runsFolders';
import { isActive, isOurs } from './words';

/** Several files of several runs change at once. */
const CHANGED_MILLISECONDS = 300;
const POLL_MILLISECONDS = 10_000;
/** A window nobody looks at still has to notice an end. */
const UNFOCUSED_POLL_MILLISECONDS = 30_000;
const OTHER_FOLDERS = 'transformers.training.otherFolders';

export class RunsReader implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Runs, details or `problem` are new. */
  readonly onDidChange = this.changed.event;
  /** The newest first; undefined until the first answer. */
  runs: readonly Run[] | undefined;
  /** Folders that could not be read. */
  warnings: readonly string[] = [];
  /** Why there is no answer; empty when there is one or it is still awaited. */
  problem = '';
  /** When the runs were so; seconds since the epoch. */
  readAt = 0;
  /** Of the runs that somebody has opened, by folder. */
  readonly details = new Map<string, RunDetails>();
  private readonly opened = new Set<string>();
  private text = '';
  private turn = 0;
  private visible = false;
  private timer: NodeJS.Timeout | undefined;
  private readonly asking = new AskAgain(() => this.read());
  private readonly cancellation = new vscode.CancellationTokenSource();
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly server: LanguageServer,
    private readonly output: vscode.LogOutputChannel,
    private readonly memento: vscode.Memento,
  ) {
    this.subscriptions = vscode.Disposable.from(
      server.onNotification(TRAINING_CHANGED, () => this.askWithin(CHANGED_MILLISECONDS)),
      server.onDidChangeState((state) => {
        if ((state.kind === 'running' || state.kind === 'failed') && this.isWanted) {
          void this.ask();
        }
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.renew()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(RUNS_FOLDER_SETTING)) {
          this.renew();
        }
      }),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) {
          this.renew();
        }
      }),
    );
    this.renew();
  }

  /** Those of this user that go on: what a folder from elsewhere says of its runs is news to nobody. */
  get active(): readonly Run[] {
    return (this.runs ?? []).filter((run) => isActive(run) && isOurs(run));
  }

  /** Where runs of this window may be. */
  get folders(): readonly string[] {
    return [
      ...new Set([...workspaceRunsFolders(), ...this.memento.get<readonly string[]>(OTHER_FOLDERS, [])]),
    ];
  }

  byFolder(folder: string): Run | undefined {
    return this.runs?.find((run) => run.folder === folder);
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    if (visible) {
      void this.ask();
    }
  }

  /** Resolves when what the server says now is known, or why it says nothing. */
  ask(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    return this.asking.request();
  }

  /** Everything about a run; it is kept up to date until the run is closed again. */
  async open(folder: string): Promise<RunDetails> {
    this.opened.add(folder);
    const details = await this.show(folder);
    this.details.set(folder, details);
    return details;
  }

  close(folder: string): void {
    this.opened.delete(folder);
    this.details.delete(folder);
  }

  show(folder: string): Promise<RunDetails> {
    return this.server.request(TRAINING_SHOW, { folder }, this.cancellation.token);
  }

  /**
   * One that was told something, or is new in `runsFolder`: an answer on its way does not know it yet. What is not in
   * the list of this window does not come into it by being told something.
   */
  async put(run: Run, runsFolder?: string): Promise<void> {
    if (runsFolder === undefined && this.byFolder(run.folder) === undefined) {
      return;
    }
    if (runsFolder !== undefined && !this.folders.includes(runsFolder)) {
      const others = this.memento.get<readonly string[]>(OTHER_FOLDERS, []);
      await this.memento.update(OTHER_FOLDERS, [...others, runsFolder].slice(-20));
    }
    const others = (this.runs ?? []).filter(({ folder }) => folder !== run.folder);
    const runs = [run, ...others].sort((a, b) => b.created - a.created);
    this.replace(runs);
  }

  removed(folders: readonly string[]): void {
    folders.forEach((folder) => this.close(folder));
    this.replace((this.runs ?? []).filter(({ folder }) => !folders.includes(folder)));
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.asking.dispose();
    this.cancellation.cancel();
    vscode.Disposable.from(this.subscriptions, this.cancellation, this.changed).dispose();
  }

  /** The server is not started for a window that has never seen a run. */
  private get isWanted(): boolean {
    return this.visible || this.runs !== undefined || this.problem !== '';
  }

  private async noticeRuns(): Promise<void> {
    for (const folder of this.folders) {
      try {
        const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.parse(folder));
        if (entries.some(([, type]) => (type & vscode.FileType.Directory) !== 0)) {
          await this.ask();
          return;
        }
      } catch {
        // There is none yet.
      }
    }
  }

  /** Asks; a window that has never seen a run first looks whether there is a folder of any. */
  private renew(): void {
    if (this.isWanted) {
      void this.ask();
    } else {
      void this.noticeRuns();
    }
  }

  private askWithin(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), milliseconds);
  }

  private replace(runs: readonly Run[]): void {
    this.turn += 1;
    this.accept(runs, this.warnings, this.problem);
    void this.ask();
  }

  private async read(): Promise<void> {
    const turn = this.turn;
    try {
      const params = { folders: [...this.folders] };
      const { runs, warnings } = await this.server.request(TRAINING_LIST, params, this.cancellation.token);
      await this.readDetails(runs);
      if (turn === this.turn) {
        this.readAt = Date.now() / 1000;
        this.accept(runs, warnings ?? [], '');
      }
    } catch (error) {
      this.fail(error);
    }
    if (
      !this.cancellation.token.isCancellationRequested &&
      this.active.length > 0 &&
      this.timer === undefined
    ) {
      this.askWithin(vscode.window.state.focused ? POLL_MILLISECONDS : UNFOCUSED_POLL_MILLISECONDS);
    }
  }

  /** A run that has ended changes no more: it is read again when its row is another. */
  private async readDetails(runs: readonly Run[]): Promise<void> {
    const stale = runs.filter(
      (run) =>
        this.opened.has(run.folder) &&
        (isActive(run) || JSON.stringify(this.details.get(run.folder)?.run) !== JSON.stringify(run)),
    );
    await Promise.all(
      stale.map(async ({ folder }) => {
        try {
          const details = await this.show(folder);
          if (this.opened.has(folder)) {
            this.details.set(folder, details);
          }
        } catch (error) {
          // It may have been removed a moment ago; what was known stays until its row is gone.
          this.output.debug(`A training run: ${String(error)}`);
        }
      }),
    );
  }

  private accept(runs: readonly Run[], warnings: readonly string[], problem: string): void {
    const text = JSON.stringify([runs, warnings, problem, [...this.details]]);
    if (this.runs === undefined || text !== this.text) {
      this.text = text;
      this.runs = runs;
      this.warnings = warnings;
      this.problem = problem;
      this.changed.fire();
    }
  }

  /** What was known stays: a run outlives whoever tells of it. */
  private fail(error: unknown): void {
    if (this.cancellation.token.isCancellationRequested || isCancellation(error)) {
      return;
    }
    const unavailable = error instanceof ServerUnavailable;
    if (!unavailable) {
      this.output.error(error instanceof Error ? error : String(error));
    }
    const refused = serverProblem(error);
    const problem = refused
      ? `${refused.message} ${refused.advice}`.trim()
      : unavailable && error.message !== ''
        ? error.message
        : vscode.l10n.t('The language server could not answer.');
    if (problem !== this.problem) {
      this.problem = problem;
      this.text = '';
      this.changed.fire();
    }
  }
}
