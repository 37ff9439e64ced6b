// The token in use is renewed before it ends, where signing in with the browser gave the means to: huggingface_hub does
// so only for the tokens of its own file.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { serverProblem } from '../client/serverProblem';
import { exactTime } from '../moments';
import { AUTH_RENEW, type AuthRenewed } from '../protocol';
import type { AccountReader } from './accountReader';
import { runCommand, tell } from './offers';
import { dueAt, type Renewal, renewalOf } from './renewal';
import { shownOf } from './tokenText';

/** After an attempt, whatever became of it: as huggingface_hub waits (`_OAUTH_RECHECK_INTERVAL`). */
const AGAIN_MILLISECONDS = 5 * 60_000;
/** Windows that open together find it due together: the first is to be done before the others look again. */
const APART_MILLISECONDS = 20_000;
/** How long a window may take to write down what the Hub gave it. */
const GRACE_MILLISECONDS = 10_000;
/** Timers stand still while a machine sleeps, and none is longer than 24.8 days. */
const LONGEST_MILLISECONDS = 6 * 60 * 60_000;

export interface Clock {
  now(): number;
  wait(milliseconds: number): Promise<void>;
  random(): number;
}

const REAL: Clock = {
  now: Date.now,
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: Math.random,
};

interface InUse {
  readonly name: string;
  readonly secret: string;
  readonly renewal: Renewal;
}

export class TokenRenewal implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;
  private isLooking = false;
  private isToLookAgain = false;
  private isDisposed = false;
  /** Not before, whatever is due. */
  private notBefore = 0;

  constructor(
    private readonly server: LanguageServer,
    private readonly reader: AccountReader,
    private readonly output: Pick<vscode.LogOutputChannel, 'info' | 'warn'>,
    private readonly clock: Clock = REAL,
  ) {
    this.subscription = vscode.Disposable.from(
      reader.tokens.onDidChange(() => void this.look()),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) {
          void this.look();
        }
      }),
    );
    void this.look();
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.timer);
    this.subscription.dispose();
  }

  /** Renews what is due, and waits for what will be. */
  private async look(): Promise<void> {
    this.isToLookAgain = true;
    if (this.isLooking) {
      return;
    }
    this.isLooking = true;
    try {
      while (this.isToLookAgain) {
        this.isToLookAgain = false;
        await this.renewWhenDue();
      }
    } catch (error) {
      this.output.warn(`The token in use is not renewed: ${String(error)}`);
    } finally {
      this.isLooking = false;
    }
  }

  private async renewWhenDue(): Promise<void> {
    clearTimeout(this.timer);
    if ((this.rest(await this.inUse()) ?? 1) <= 0) {
      await this.clock.wait(this.clock.random() * APART_MILLISECONDS);
      const due = await this.inUse();
      if (due && (this.rest(due) ?? 1) <= 0 && !this.isDisposed) {
        await this.renew(due);
        this.notBefore = this.clock.now() + AGAIN_MILLISECONDS;
      }
    }
    const rest = this.rest(await this.inUse());
    if (rest !== undefined && !this.isDisposed) {
      this.timer = setTimeout(() => void this.look(), Math.min(rest, LONGEST_MILLISECONDS));
    }
  }

  /** Milliseconds until it is due. */
  private rest(inUse: InUse | undefined): number | undefined {
    return inUse && Math.max(dueAt(inUse.renewal), this.notBefore) - this.clock.now();
  }

  private async inUse(): Promise<InUse | undefined> {
    const { tokens } = this.reader;
    await tokens.settled();
    const { current } = tokens;
    // A store that cannot be read now is asked again with the next change.
    const renewal = current && (await tokens.renewal(current.name).catch(() => undefined));
    return current && renewal && { ...current, renewal };
  }

  private async renew(old: InUse): Promise<void> {
    try {
      await this.server.ready();
      const handle = this.server.secrets.give(old.renewal.refreshToken);
      const renewed = await this.server.request(AUTH_RENEW, { handle });
      await this.keep(old, renewed);
      this.output.info(`The token “${old.name}” was renewed.`);
    } catch (error) {
      const problem = serverProblem(error);
      if (problem?.reason === 'token-not-renewed') {
        await this.giveUp(old, problem.message);
      } else {
        this.output.warn(`The token “${old.name}” could not be renewed now: ${String(error)}`);
      }
    }
  }

  private async keep({ name, secret: old }: InUse, renewed: AuthRenewed): Promise<void> {
    const { tokens } = this.reader;
    const [secret, refreshToken] = await Promise.all([
      this.server.secrets.take(renewed.handle),
      this.server.secrets.take(renewed.refreshHandle),
    ]);
    if ((await tokens.secret(name)) !== old) {
      // It was deleted, or replaced by somebody, meanwhile.
      return;
    }
    const known = this.reader.lastCheck('editor', shownOf(old));
    await tokens.keep(name, secret, renewalOf(refreshToken, renewed.expiresAt));
    if (known) {
      const { shown, expiresAt } = renewed;
      await this.reader.remember('editor', { ...known.check, shown, expiresAt });
      await this.reader.forget('editor', shownOf(old));
    }
  }

  /** The Hub does not know any more what it gave: another window may have used it up, else the user has to sign in. */
  private async giveUp(old: InUse, message: string): Promise<void> {
    const { tokens } = this.reader;
    await this.clock.wait(GRACE_MILLISECONDS);
    await tokens.reread();
    const now = await this.inUse();
    if (now?.secret !== old.secret || now.renewal.refreshToken !== old.renewal.refreshToken) {
      return;
    }
    this.output.warn(message);
    await tokens.forgetRenewal(old.name);
    const end = exactTime(old.renewal.endsAt / 1000, vscode.env.language);
    tell(
      'warning',
      old.renewal.endsAt > this.clock.now()
        ? vscode.l10n.t('The token “{0}” ends {1}, and the Hub does not renew it any more.', old.name, end)
        : vscode.l10n.t('The token “{0}” ended {1}, and the Hub does not renew it any more.', old.name, end),
      [runCommand(vscode.l10n.t('Sign In'), 'transformers.auth.signIn')],
    );
  }
}
