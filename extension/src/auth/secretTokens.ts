// The tokens in the editor's secret store, which of them is in use on this machine, and what is written down of
// them. Another window may change any of it at any time.
import * as vscode from 'vscode';
import { readRenewal, type Renewal, writtenRenewal } from './renewal';
import { type KnownToken, readIndex, type TokenIndex, withoutToken, withToken, withUse } from './tokenIndex';
import { shownOf } from './tokenText';

const INDEX = 'transformers.auth.tokens';
const SECRET = 'transformers.auth.token.';
/** What a token is renewed with, a secret too. */
const RENEWAL = 'transformers.auth.renewal.';

export class SecretTokens implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: vscode.Disposable;
  private index: TokenIndex;
  private usedSecret: string | undefined;
  private queue: Promise<void>;

  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly memory: vscode.Memento,
    private readonly machine: string,
  ) {
    this.index = readIndex(memory.get(INDEX));
    this.subscriptions = vscode.Disposable.from(
      secrets.onDidChange(({ key }) => {
        if (key.startsWith(SECRET)) {
          void this.reread();
        }
      }),
      // Which one is in use is not in the secret store: no event tells what another window chose.
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) {
          void this.reread();
        }
      }),
    );
    this.queue = this.look().catch(() => undefined);
  }

  get tokens(): readonly KnownToken[] {
    return this.index.tokens;
  }

  /** The name of the one in use here. */
  get inUse(): string | undefined {
    return this.index.inUse[this.machine];
  }

  /** The one in use, as last read from the store: what it is for is done at once. */
  get current(): { readonly name: string; readonly secret: string } | undefined {
    const name = this.inUse;
    return name !== undefined && this.usedSecret !== undefined
      ? { name, secret: this.usedSecret }
      : undefined;
  }

  /** Resolves when everything asked for so far has been done. */
  settled(): Promise<void> {
    return this.queue;
  }

  /** The token; `undefined` when it is gone, and then its name goes, too. */
  async secret(name: string): Promise<string | undefined> {
    const secret = await this.secrets.get(SECRET + name);
    if (secret === undefined) {
      await this.change((index) => withoutToken(index, name));
    }
    return secret;
  }

  /** What it is renewed with; `undefined`: it is one for good, or has to be replaced by hand. */
  async renewal(name: string): Promise<Renewal | undefined> {
    // Most are not: their windows do not ask the secret store at every turn.
    if (this.index.tokens.find((token) => token.name === name)?.renews !== true) {
      return undefined;
    }
    return readRenewal(await this.secrets.get(RENEWAL + name), await this.secrets.get(SECRET + name));
  }

  async keep(name: string, secret: string, renewal?: Renewal): Promise<void> {
    // First what is told to nobody: whoever hears of the token finds both.
    await (renewal
      ? this.secrets.store(RENEWAL + name, writtenRenewal(renewal, secret))
      : this.secrets.delete(RENEWAL + name));
    await this.secrets.store(SECRET + name, secret);
    const renews = renewal ? { renews: true as const } : {};
    await this.change((index) => withToken(index, { name, shown: shownOf(secret), ...renews }));
  }

  /** From now on it has to be replaced by hand. */
  async forgetRenewal(name: string): Promise<void> {
    await this.secrets.delete(RENEWAL + name);
    await this.change((index) => {
      const token = index.tokens.find((each) => each.name === name);
      return token ? withToken(index, { name, shown: token.shown }) : index;
    });
  }

  async use(name: string | undefined): Promise<void> {
    await this.change((index) => withUse(index, this.machine, name));
  }

  async remove(name: string): Promise<void> {
    await this.secrets.delete(RENEWAL + name);
    await this.secrets.delete(SECRET + name);
    await this.change((index) => withoutToken(index, name));
  }

  async reread(): Promise<void> {
    // A store that cannot be read now is not emptier than before: a command that needs it says what is wrong.
    await this.enqueue(() => this.look()).catch(() => undefined);
  }

  dispose(): void {
    vscode.Disposable.from(this.subscriptions, this.changed).dispose();
  }

  private change(step: (index: TokenIndex) => TokenIndex): Promise<void> {
    return this.enqueue(async () => {
      await this.memory.update(INDEX, step(readIndex(this.memory.get(INDEX))));
      await this.look();
    });
  }

  /** What is there now. A name whose token is gone is forgotten. */
  private async look(): Promise<void> {
    let index = readIndex(this.memory.get(INDEX));
    const used = index.inUse[this.machine];
    const secret = used === undefined ? undefined : await this.secrets.get(SECRET + used);
    if (used !== undefined && secret === undefined) {
      index = withoutToken(index, used);
      await this.memory.update(INDEX, index);
    }
    const before = JSON.stringify([this.index, this.usedSecret]);
    this.index = index;
    this.usedSecret = secret;
    if (before !== JSON.stringify([index, secret])) {
      this.changed.fire();
    }
  }

  /** One after the other; a step that fails holds up no other. */
  private enqueue(step: () => Promise<void>): Promise<void> {
    const done = this.queue.then(step, step);
    this.queue = done.catch(() => undefined);
    return done;
  }
}
