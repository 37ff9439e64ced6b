// Whose token is in use and why, checked against the Hub.
import * as vscode from 'vscode';
import type { TokenCheck } from '../protocol';
import { factsOf, keptTokens } from './accountFacts';
import type { AccountReader } from './accountReader';
import { type Offer, runCommand, tell } from './offers';
import { cancellable } from './progress';
import { details, headline, report } from './report';
import { joined, signedInWords } from './words';

export class AccountStatusCommands {
  constructor(private readonly reader: AccountReader) {}

  async show(): Promise<void> {
    const check = await cancellable(vscode.l10n.t('Checking the token…'), (token) =>
      this.checkWhatIsThere(token),
    );
    const facts = factsOf(this.reader);
    if (check === undefined || facts === undefined) {
      this.tellProblem();
      return;
    }
    const answer = check === 'none' ? undefined : check;
    const copy = vscode.l10n.t('Copy Report');
    const offers: Offer[] = [
      runCommand(vscode.l10n.t('Sign In'), 'transformers.auth.signIn'),
      ...(keptTokens(facts).length > 0
        ? [runCommand(vscode.l10n.t('Switch Token'), 'transformers.auth.switchToken')]
        : []),
      {
        title: copy,
        run: () => vscode.env.clipboard.writeText(report(facts, answer, Date.now())),
      },
    ];
    const chosen = await vscode.window.showInformationMessage(
      headline(facts, answer),
      { modal: true, detail: details(facts, answer, Date.now()) },
      ...offers.map(({ title }) => title),
    );
    await offers.find(({ title }) => title === chosen)?.run();
  }

  async check(): Promise<void> {
    const check = await cancellable(vscode.l10n.t('Checking the token…'), (token) =>
      this.checkWhatIsThere(token),
    );
    if (check === undefined) {
      this.tellProblem();
    } else if (check === 'none') {
      tell('information', vscode.l10n.t('No token is in use.'), [
        runCommand(vscode.l10n.t('Sign In'), 'transformers.auth.signIn'),
      ]);
    } else if (check.state === 'valid') {
      tell('information', joined([signedInWords(check), check.hint ?? ''], ' '));
    } else {
      tell('warning', check.message, [
        runCommand(vscode.l10n.t('Sign In'), 'transformers.auth.signIn'),
        runCommand(vscode.l10n.t('Switch Token'), 'transformers.auth.switchToken'),
      ]);
    }
  }

  /** Without a token there is nothing to ask the Hub. */
  private async checkWhatIsThere(token: vscode.CancellationToken): Promise<TokenCheck | 'none'> {
    await this.reader.renew();
    return this.reader.status?.token === null ? 'none' : this.reader.check(token);
  }

  /** Nothing when somebody stopped it. */
  private tellProblem(): void {
    if (this.reader.problem !== '') {
      tell('warning', this.reader.problem, [
        runCommand(vscode.l10n.t('Show Output'), 'transformers.client.showOutput'),
      ]);
    }
  }
}
