// Tokens are deleted from where they are kept. Nothing goes before somebody read what.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { AUTH_SIGN_OUT } from '../protocol';
import { factsOf, keptTokens, tokenPage } from './accountFacts';
import type { AccountReader } from './accountReader';
import type { TokenNode } from './nodes';
import { openPage, tell } from './offers';
import { tokenItems } from './pickToken';
import { joined, placeName } from './words';

export class SignOut {
  constructor(
    private readonly server: LanguageServer,
    private readonly reader: AccountReader,
  ) {}

  async run(given: TokenNode | undefined): Promise<void> {
    const tokens = this.withAllThatGo(given ? [given] : await this.pick());
    if (tokens.length === 0 || !(await this.confirm(tokens))) {
      return;
    }
    try {
      await this.delete(tokens);
    } finally {
      await this.reader.renew();
    }
    const { status } = this.reader;
    tell(
      'information',
      joined([vscode.l10n.t('Signed out.'), ...(status?.words ?? [])], ' '),
      status ? [openPage(vscode.l10n.t('Open Token Page'), tokenPage(status))] : [],
    );
  }

  private async pick(): Promise<readonly TokenNode[]> {
    if (this.reader.status === undefined) {
      await this.reader.renew();
    }
    const facts = factsOf(this.reader);
    const tokens = facts ? keptTokens(facts) : [];
    if (tokens.length === 0) {
      tell('information', vscode.l10n.t('No token is kept here.'));
      return [];
    }
    if (tokens.length === 1) {
      return tokens;
    }
    const chosen = await vscode.window.showQuickPick(tokenItems(tokens), {
      title: vscode.l10n.t('Sign Out of Hugging Face'),
      placeHolder: vscode.l10n.t('Tokens to delete'),
      canPickMany: true,
      matchOnDescription: true,
    });
    return (chosen ?? []).flatMap(({ token }) => token ?? []);
  }

  private async confirm(tokens: readonly TokenNode[]): Promise<boolean> {
    const button = vscode.l10n.t('Delete');
    const [first] = tokens;
    const message =
      tokens.length === 1 && first
        ? vscode.l10n.t('Delete the token “{0}”?', first.name)
        : vscode.l10n.t('Delete {0} tokens?', tokens.length);
    return (
      (await vscode.window.showWarningMessage(
        message,
        { modal: true, detail: lossWords(tokens) },
        button,
      )) === button
    );
  }

  /** One without a name goes only together with every other one of the file. */
  private withAllThatGo(tokens: readonly TokenNode[]): readonly TokenNode[] {
    const facts = factsOf(this.reader);
    if (facts === undefined || !tokens.some(({ isUnnamed }) => isUnnamed)) {
      return tokens;
    }
    const inFile = keptTokens(facts).filter(({ place }) => place === 'file');
    return [...tokens.filter(({ place }) => place === 'editor'), ...inFile];
  }

  private async delete(tokens: readonly TokenNode[]): Promise<void> {
    const inFile = tokens.filter(({ place }) => place === 'file');
    for (const { name, shown } of tokens.filter(({ place }) => place === 'editor')) {
      await this.reader.tokens.remove(name);
      await this.reader.forget('editor', shown);
    }
    const names = inFile.some(({ isUnnamed }) => isUnnamed) ? [null] : inFile.map(({ name }) => name);
    for (const name of names) {
      this.reader.accept(await this.server.request(AUTH_SIGN_OUT, { name }));
    }
    for (const { shown } of inFile) {
      await this.reader.forget('library', shown);
    }
  }
}

/** What is lost, where, and what stays. */
export function lossWords(tokens: readonly TokenNode[]): string {
  return [
    tokens
      .map(({ name, shown, place }) => `${[...new Set([name, shown])].join(' · ')} · ${placeName(place)}`)
      .join('\n'),
    vscode.l10n.t(
      'Terminals and programs that run keep the HF_TOKEN they were started with. On the Hub the token stays valid until you delete it in its settings.',
    ),
  ].join('\n\n');
}
