// From a token to a token that is kept and in use: the Hub is asked, a name found, what became of it told.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { AUTH_CHECK, AUTH_STORE, type AuthStored, type TokenCheck } from '../protocol';
import { HUB, tokenPage } from './accountFacts';
import type { AccountReader } from './accountReader';
import { askName } from './askName';
import { openPage, type Offer, runCommand, tell } from './offers';
import { cancellable } from './progress';
import type { Renewal } from './renewal';
import { proposedName } from './tokenName';
import { storeName, type TokenStore } from './tokenStore';
import { shownOf } from './tokenText';
import { joined, signedInWords } from './words';

export class TokenKeeper {
  constructor(
    private readonly server: LanguageServer,
    private readonly reader: AccountReader,
  ) {}

  get tokenPage(): string {
    return this.reader.status ? tokenPage(this.reader.status) : `${HUB}/settings/tokens`;
  }

  /** The name it is kept under; `undefined`: it is not kept, and whoever gave it knows why. */
  async keep(secret: string, store: TokenStore): Promise<string | undefined> {
    const check = await cancellable(vscode.l10n.t('Checking the token…'), (token) =>
      this.server.request(AUTH_CHECK, { handle: this.server.secrets.give(secret) }, token),
    );
    switch (check?.state) {
      case undefined:
        return undefined;
      case 'valid':
      case 'unchecked':
        return this.keepChecked(secret, check, store);
      case 'invalid':
      case 'expired':
      case 'missing':
        tell('warning', joined([vscode.l10n.t('The token was not kept.'), check.message], ' '), [
          runCommand(vscode.l10n.t('Try Again'), 'transformers.auth.signIn'),
          this.openTokenPage(),
        ]);
        return undefined;
    }
  }

  /** The same for one that the Hub was asked about already. `renewal`: what the secret store renews it with. */
  async keepChecked(
    secret: string,
    check: TokenCheck,
    store: TokenStore,
    renewal?: Renewal,
  ): Promise<string | undefined> {
    const name = await this.name(secret, check, store);
    if (name === undefined) {
      return undefined;
    }
    if (store === 'huggingFace') {
      const handle = this.server.secrets.give(secret);
      const stored = await this.server.request(AUTH_STORE, { handle, name });
      await this.keptInFile(stored);
      return stored.name;
    }
    const { tokens } = this.reader;
    await tokens.keep(name, secret, renewal);
    await tokens.use(name);
    await this.reader.remember('editor', { ...check, shown: shownOf(secret) });
    await this.reader.renew();
    this.tellKept(name, check, store);
    return name;
  }

  /** huggingface_hub has it in its file now. */
  async keptInFile({ name, check, status }: AuthStored): Promise<void> {
    this.reader.accept(status);
    await this.reader.remember('library', check);
    this.tellKept(name, check, 'huggingFace');
    const { inUse } = this.reader.tokens;
    if (inUse !== undefined) {
      tell(
        'warning',
        vscode.l10n.t(
          'The token “{0}” of the secret store is still in use in this editor and wins over “{1}”.',
          inUse,
          name,
        ),
        [
          {
            title: vscode.l10n.t('Stop Using “{0}”', inUse),
            run: async () => {
              await this.reader.tokens.use(undefined);
              await this.reader.renew();
            },
          },
        ],
      );
    }
  }

  private async name(secret: string, check: TokenCheck, store: TokenStore): Promise<string | undefined> {
    const { tokens, status } = this.reader;
    const known = store === 'secretStorage' ? tokens.tokens : (status?.stored ?? []);
    const taken = known.map(({ name }) => name);
    const name = proposedName(check, taken);
    const other = known.find((each) => each.name === name);
    if (other === undefined) {
      return name;
    }
    const isSame =
      store === 'secretStorage'
        ? [secret, undefined].includes(await tokens.secret(name))
        : other.shown === shownOf(secret);
    return isSame ? name : askName({ name, shown: other.shown, place: storeName(store) }, taken);
  }

  private tellKept(name: string, check: TokenCheck, store: TokenStore): void {
    const { status } = this.reader;
    const kept = vscode.l10n.t('The token is kept as “{0}” in {1}.', name, storeName(store));
    if (check.state !== 'valid') {
      tell('warning', joined([kept, vscode.l10n.t('It could not be checked.'), check.message], ' '), [
        runCommand(vscode.l10n.t('Check the Token'), 'transformers.auth.checkToken'),
      ]);
      return;
    }
    // Something else may win over it, HF_TOKEN in the environment for example.
    const isInUse = status?.token?.shown === check.shown;
    const rest =
      status === undefined || isInUse || this.reader.tokens.inUse !== undefined ? [] : status.words;
    const hint = check.hint ?? '';
    tell(
      rest.length > 0 ? 'warning' : 'information',
      joined([signedInWords(check), kept, ...rest, hint], ' '),
      hint === '' ? [] : [this.openTokenPage()],
    );
  }

  private openTokenPage(): Offer {
    return openPage(vscode.l10n.t('Open Token Page'), this.tokenPage);
  }
}
