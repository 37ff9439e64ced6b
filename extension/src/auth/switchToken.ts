// Another token is taken into use.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { type AccountStatus, AUTH_SWITCH, type TokenCheck } from '../protocol';
import { factsOf, keptTokens } from './accountFacts';
import type { AccountReader } from './accountReader';
import type { TokenNode } from './nodes';
import { runCommand, tell } from './offers';
import { type TokenItem, tokenItems } from './pickToken';
import { cancellable } from './progress';
import type { SignInFlow } from './signInFlow';
import { joined, signedInWords } from './words';

export class TokenSwitch {
  constructor(
    private readonly server: LanguageServer,
    private readonly reader: AccountReader,
    private readonly signIn: Pick<SignInFlow, 'start'>,
  ) {}

  async run(given: TokenNode | undefined): Promise<void> {
    const token = given ?? (await this.pick());
    if (token === 'new') {
      await this.signIn.start();
    } else if (token !== undefined && (await this.use(token))) {
      const check = await cancellable(vscode.l10n.t('Checking the token…'), (cancellation) =>
        this.reader.check(cancellation),
      );
      this.tellUse(token, check);
    }
  }

  private async pick(): Promise<TokenNode | 'new' | undefined> {
    if (this.reader.status === undefined) {
      await this.reader.renew();
    }
    const facts = factsOf(this.reader);
    const another: TokenItem = { label: `$(add) ${vscode.l10n.t('Sign in with another token…')}` };
    const chosen = await vscode.window.showQuickPick(
      [
        ...tokenItems(facts ? keptTokens(facts) : []),
        { label: '', kind: vscode.QuickPickItemKind.Separator },
        another,
      ],
      { title: vscode.l10n.t('Switch Token'), matchOnDescription: true },
    );
    return chosen === another ? 'new' : chosen?.token;
  }

  /** False: it is gone. */
  private async use({ place, name }: TokenNode): Promise<boolean> {
    const { tokens } = this.reader;
    if (place === 'file') {
      this.reader.accept(await this.server.request(AUTH_SWITCH, { name }));
      await tokens.use(undefined);
    } else if ((await tokens.secret(name)) === undefined) {
      tell('warning', vscode.l10n.t('The token “{0}” is not in the secret store any more.', name), [
        runCommand(vscode.l10n.t('Sign In'), 'transformers.auth.signIn'),
      ]);
      return false;
    } else {
      await tokens.use(name);
    }
    await this.reader.renew();
    return true;
  }

  private tellUse(token: TokenNode, check: TokenCheck | undefined): void {
    const { status } = this.reader;
    const account = check?.state === 'valid' ? signedInWords(check) : (check?.message ?? '');
    if (status !== undefined && !isInUse(token, status)) {
      // For example HF_TOKEN in the environment that the editor was started with.
      tell(
        'warning',
        joined(
          [vscode.l10n.t('“{0}” was chosen, but another token wins.', token.name), ...status.words],
          ' ',
        ),
      );
      return;
    }
    const isFine = check === undefined || check.state === 'valid';
    tell(
      isFine ? 'information' : 'warning',
      joined([vscode.l10n.t('“{0}” is in use.', token.name), account], ' '),
    );
  }
}

export function isInUse({ place, name }: TokenNode, { token, stored }: AccountStatus): boolean {
  return place === 'editor'
    ? token?.kind === 'editor' && token.name === name
    : token?.kind === 'file' && stored.some((each) => each.name === name && each.isActive);
}
