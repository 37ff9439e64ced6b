// The logs that panels show: each is opened at the language server once, however many panels show it, and opened again
// by every new server.
import * as vscode from 'vscode';
import type { LanguageServer, ServerState } from '../client/languageServer';
import { isCancellation } from '../client/serverProblem';
import {
  type Curve,
  type CurveParams,
  HEALTH_CHANGED,
  HEALTH_CLOSE,
  HEALTH_CURVE,
  HEALTH_OPEN,
  type LogOpenParams,
  type LogState,
} from '../protocol';
import type { LogSubject, TrainingMethod } from '../webview/healthMessages';
import { problemWords } from './problemWords';

export interface FollowedLog {
  readonly subject: LogSubject;
  /** The newest; undefined until the first answer. */
  readonly state: LogState | undefined;
  /** Why it could not be opened; empty: it could, or the answer is still awaited. */
  readonly problem: string;
  readonly error: unknown;
  /** How often it was begun to be followed: its points begin anew with each time. */
  readonly opening: number;
}

interface Entry extends FollowedLog {
  subject: LogSubject;
  state: LogState | undefined;
  problem: string;
  error: unknown;
  opening: number;
  /** Of several questions the last one counts. */
  turn: number;
  /** How many panels show it. */
  users: number;
  /** How often the server that runs now was asked to follow it, and not to leave it. */
  held: number;
  waiting: (() => void)[];
}

export class LogsReader implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<string>();
  /** The log of which something is new. */
  readonly onDidChange = this.changed.event;
  private readonly entries = new Map<string, Entry>();
  /** What another server was asked is void. */
  private servers = 0;
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly server: LanguageServer,
    private readonly output: vscode.LogOutputChannel,
  ) {
    this.subscriptions = vscode.Disposable.from(
      server.onNotification(HEALTH_CHANGED, (state) => this.hear(state)),
      server.onDidChangeState(({ kind }) => {
        if (kind === 'running') {
          this.openAll();
        } else if (kind === 'failed') {
          this.entries.forEach((entry) => this.wait(entry));
        }
      }),
    );
  }

  get(log: string): FollowedLog | undefined {
    return this.entries.get(log);
  }

  /** Resolves when it is known what the log says, or why not. To be closed as often as it was opened. */
  open(subject: LogSubject): Promise<void> {
    const known = this.entries.get(subject.log);
    if (known) {
      known.users += 1;
      if (known.state) {
        return Promise.resolve();
      }
      // What was wrong may have been put right since.
      return known.problem === '' ? answered(known) : this.ask(known);
    }
    const entry: Entry = {
      subject,
      state: undefined,
      problem: '',
      error: undefined,
      opening: 0,
      turn: 0,
      users: 1,
      held: 0,
      waiting: [],
    };
    this.entries.set(subject.log, entry);
    return this.ask(entry);
  }

  close(log: string): void {
    const entry = this.entries.get(log);
    if (entry && (entry.users -= 1) === 0) {
      this.entries.delete(log);
      this.release(entry, 0);
    }
  }

  /** What kind of training a log is of, as the user says, in every panel that shows it. */
  async tellMethod(log: string, method: TrainingMethod, classes: number): Promise<void> {
    const entry = this.entries.get(log);
    if (entry) {
      entry.subject = { ...entry.subject, method, classes };
      await this.ask(entry);
    }
  }

  /** `script`: URI of the one that wrote the log, as the user says. */
  async tellScript(log: string, script: string): Promise<void> {
    const entry = this.entries.get(log);
    if (entry) {
      entry.subject = { ...entry.subject, script };
      await this.ask(entry);
    }
  }

  /** Follows it from its beginning again. */
  async reload(log: string): Promise<void> {
    const entry = this.entries.get(log);
    if (entry) {
      this.release(entry, 0);
      await this.ask(entry);
    }
  }

  curve(params: CurveParams): Promise<Curve> {
    return this.server.request(HEALTH_CURVE, params);
  }

  dispose(): void {
    for (const entry of this.entries.values()) {
      this.release(entry, 0);
    }
    this.entries.clear();
    vscode.Disposable.from(this.subscriptions, this.changed).dispose();
  }

  private openAll(): void {
    this.servers += 1;
    for (const entry of this.entries.values()) {
      entry.held = 0;
      void this.ask(entry);
    }
  }

  /** A server that runs is asked now; any other as soon as it does. */
  private ask(entry: Entry): Promise<void> {
    const done = answered(entry);
    if (this.server.state.kind === 'running') {
      void this.request(entry);
    } else {
      this.wait(entry);
    }
    return done;
  }

  private wait(entry: Entry): void {
    // The request itself is made when it says that it runs.
    this.server.ready().then(
      () => undefined,
      (error: unknown) => this.fail(entry, error),
    );
  }

  private async request(entry: Entry): Promise<void> {
    const { servers } = this;
    const turn = (entry.turn += 1);
    try {
      const state = await this.server.request(HEALTH_OPEN, openParams(entry.subject));
      if (servers !== this.servers) {
        return;
      }
      // Asked beside another opening it is the same process that answers, with the same points.
      entry.opening += entry.held === 0 ? 1 : 0;
      entry.held += 1;
      if (turn === entry.turn) {
        this.accept(entry, state);
      }
    } catch (error) {
      if (servers === this.servers && turn === entry.turn) {
        this.fail(entry, error);
      }
    }
    this.release(entry, this.isCurrent(entry) ? 1 : 0);
  }

  private release(entry: Entry, keep: number): void {
    for (; entry.held > keep; entry.held -= 1) {
      this.server
        .notify(HEALTH_CLOSE, { log: entry.subject.log })
        // It is gone, and what it followed with it.
        .catch((error: unknown) => this.output.debug(`A log: ${String(error)}`));
    }
  }

  private hear(state: LogState): void {
    const entry = this.entries.get(state.log);
    if (entry && entry.held > 0) {
      this.accept(entry, state);
    }
  }

  private accept(entry: Entry, state: LogState): void {
    entry.state = state;
    this.settle(entry, '', undefined);
  }

  /** What was known stays. */
  private fail(entry: Entry, error: unknown): void {
    // A server that goes takes its answers along; the next one is asked again.
    if (isCancellation(error) || isOnItsWay(this.server.state)) {
      return;
    }
    this.output.warn(`${entry.subject.log}: ${String(error)}`);
    this.settle(entry, problemWords(error), error);
  }

  private settle(entry: Entry, problem: string, error: unknown): void {
    Object.assign(entry, { problem, error });
    entry.waiting.splice(0).forEach((done) => done());
    if (this.isCurrent(entry)) {
      this.changed.fire(entry.subject.log);
    }
  }

  private isCurrent(entry: Entry): boolean {
    return this.entries.get(entry.subject.log) === entry;
  }
}

function isOnItsWay({ kind }: ServerState): boolean {
  return kind === 'starting' || kind === 'waiting';
}

function answered(entry: Entry): Promise<void> {
  return new Promise((resolve) => entry.waiting.push(resolve));
}

function openParams({ log, method, classes, script }: LogSubject): LogOpenParams {
  return { log, method, classes, script };
}
