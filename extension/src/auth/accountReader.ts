// Knows which token is in use: tells every new server the editor's, and asks again when that may be out of date. The
// Hub is asked only by `check`, and only because somebody wanted it.
import * as vscode from 'vscode';
import { type LanguageServer, ServerUnavailable } from '../client/languageServer';
import { isCancellation, serverProblem } from '../client/serverProblem';
import { type AccountStatus, AUTH_CHECK, AUTH_STATUS, AUTH_USE, type TokenCheck } from '../protocol';
import { CheckMemory, type Keeper, type RememberedCheck } from './checkMemory';
import { FileWatch } from './fileWatch';
import { fingerprint } from './fingerprint';
import type { SecretTokens } from './secretTokens';

export class AccountReader implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** The status, a check or `problem` may be new. */
  readonly onDidChange = this.changed.event;
  status: AccountStatus | undefined;
  /** Why there is no answer; empty when there is one or it is still awaited. */
  problem = '';
  private readonly files = new FileWatch(() => void this.renew());
  private readonly subscriptions: vscode.Disposable;
  private readonly checks: CheckMemory;
  private visible = false;
  /** A fingerprint of the token that this server was told of; a new server was told of none. */
  private told = '';
  private isReady = false;
  private queue: Promise<void> = Promise.resolve();
  private waiting: Promise<void> | undefined;

  constructor(
    private readonly server: LanguageServer,
    private readonly output: vscode.LogOutputChannel,
    readonly tokens: SecretTokens,
    memory: vscode.Memento,
  ) {
    this.checks = new CheckMemory(memory);
    this.subscriptions = vscode.Disposable.from(
      server.onDidChangeState(({ kind }) => {
        if (kind === 'failed') {
          void this.renew();
        } else if (kind !== 'running') {
          this.isReady = false;
          this.told = '';
        }
      }),
      // The first answer of the server is not kept waiting: only what is ready is asked.
      server.onDidChangeStatus(({ health }) => {
        if (!this.isReady && health !== 'starting') {
          this.isReady = true;
          void this.renew();
        }
      }),
      tokens.onDidChange(() => {
        this.changed.fire();
        if (this.isReady) {
          void this.renew();
        }
      }),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused && this.visible && this.isReady) {
          void this.renew();
        }
      }),
      this.files,
    );
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    if (visible && !this.isReady) {
      // Why it does not come is told by its state.
      this.server.ready().catch(() => undefined);
    }
  }

  /** Asks anew; resolves when the answer, or why there is none, is here. What waits already is enough. */
  renew(): Promise<void> {
    // A change is often told twice in one turn, by the event and by the command that made it.
    this.waiting ??= this.queue.then(turn).then(() => {
      this.waiting = undefined;
      return this.read();
    });
    this.queue = this.waiting;
    return this.waiting;
  }

  /** What a change answered. */
  accept(status: AccountStatus): void {
    const isNew = this.problem !== '' || JSON.stringify(status) !== JSON.stringify(this.status);
    this.status = status;
    this.problem = '';
    this.files.watch(status.files);
    if (isNew) {
      this.changed.fire();
    }
  }

  /** What the Hub last said of a token. */
  lastCheck(keeper: Keeper, shown: string): RememberedCheck | undefined {
    return this.checks.of(keeper, shown);
  }

  /** Asks the Hub about the token in use. */
  async check(cancellation?: vscode.CancellationToken): Promise<TokenCheck> {
    await this.renew();
    const check = await this.server.request(AUTH_CHECK, {}, cancellation);
    await this.remember(this.status?.token?.kind === 'editor' ? 'editor' : 'library', check);
    return check;
  }

  async remember(keeper: Keeper, check: TokenCheck): Promise<void> {
    await this.checks.remember(keeper, check);
    this.changed.fire();
  }

  /** The token is deleted: what was known of it goes, too. */
  async forget(keeper: Keeper, shown: string): Promise<void> {
    await this.checks.forget(keeper, shown);
    this.changed.fire();
  }

  dispose(): void {
    vscode.Disposable.from(this.subscriptions, this.changed).dispose();
  }

  private async read(): Promise<void> {
    try {
      await this.tokens.settled();
      const { current } = this.tokens;
      const wanted = current ? fingerprint(`${current.name}\n${current.secret}`) : '';
      if (wanted === this.told) {
        this.accept(await this.server.ask(AUTH_STATUS));
        return;
      }
      const token = current && { name: current.name, handle: this.server.secrets.give(current.secret) };
      const status = await this.server.request(AUTH_USE, { token: token ?? null });
      this.told = wanted;
      this.accept(status);
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    const { kind } = this.server.state;
    // A server that is on its way again is asked when it is there.
    if (isCancellation(error) || kind === 'starting' || kind === 'waiting') {
      return;
    }
    const refused = serverProblem(error);
    if (!(error instanceof ServerUnavailable)) {
      this.output.error(error instanceof Error ? error : String(error));
    }
    this.problem =
      error instanceof ServerUnavailable && error.message !== ''
        ? error.message
        : refused
          ? `${refused.message} ${refused.advice}`.trim()
          : vscode.l10n.t('The language server could not answer.');
    this.status = undefined;
    this.changed.fire();
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
