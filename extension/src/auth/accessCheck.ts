// Asks the Hub whether a repository may be read, says so, and takes the next step.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { AUTH_ACCESS, type AccessAnswer } from '../protocol';
import { type AccessStep, stepOf, stepRequest, webAddress } from './accessStep';
import { type AccessTarget, record, targetOf } from './accessTarget';
import { withExcerpt } from './accessWords';
import { pickRepository } from './pickRepository';
import { cancellable } from './progress';
import type { SignInFlow } from './signInFlow';

/** An answer, and where it comes from: the Hub, or a line of a text that nobody has asked the Hub about yet. */
type Told =
  | { readonly kind: 'hub'; readonly answer: AccessAnswer }
  | { readonly kind: 'text'; readonly answer: AccessAnswer; readonly excerpt: string };

export class AccessCheck {
  constructor(
    private readonly server: LanguageServer,
    private readonly signIn: SignInFlow,
    private readonly failed: (error: unknown) => Promise<void>,
  ) {}

  /** The command: of the repository it is given, else of one that is asked for. */
  async check(argument: unknown): Promise<void> {
    const target = targetOf(argument) ?? (await pickRepository(this.server));
    if (target) {
      await this.ask(target, record(argument)?.fresh === true);
    }
  }

  /** The command behind hints and diagnostics. */
  async step(argument: unknown): Promise<void> {
    const request = stepRequest(argument);
    if (request) {
      await this.take(request.step, request.target);
    }
  }

  /** Nobody waits for the button: a command that did would show as busy until then. */
  tell(told: Told): void {
    void this.offer(told).catch((error: unknown) => this.failed(error));
  }

  private async offer(told: Told): Promise<void> {
    const { answer } = told;
    const page = webAddress(answer.page);
    const open = vscode.l10n.t('Open on the Hub');
    // Of a refused token or no network, a text need not say which repository it was about.
    const target = targetOf(answer);
    const again =
      target === undefined
        ? vscode.l10n.t('Check Access to Repository…')
        : told.kind === 'hub'
          ? vscode.l10n.t('Check Again')
          : vscode.l10n.t('Check Access Now');
    const step = stepOf(answer);
    // What asks again is there anyway.
    const next = step.kind === 'none' || step.kind === 'retry' ? '' : answer.nextTitle;
    const pageAlone = page !== undefined && !(step.kind === 'open' && step.url === page);
    const buttons = [next, ...(pageAlone ? [open] : []), again].filter((title) => title !== '');
    const message = told.kind === 'hub' ? answer.words : withExcerpt(answer.words, told.excerpt);
    const chosen = await (answer.readable
      ? vscode.window.showInformationMessage(message, ...buttons)
      : vscode.window.showWarningMessage(message, ...buttons));
    if (chosen === undefined) {
      return;
    }
    if (chosen === next) {
      await this.take(step, target);
    } else if (chosen === again) {
      await (target ? this.ask(target, true) : this.check(undefined));
    } else if (page !== undefined) {
      await openPage(page);
    }
  }

  private async take(step: AccessStep, target: AccessTarget | undefined): Promise<void> {
    switch (step.kind) {
      case 'none':
        return;
      case 'retry':
        await (target ? this.ask(target, true) : this.check(undefined));
        return;
      case 'sign-in':
        await this.signIn.start();
        break;
      case 'switch':
        await vscode.commands.executeCommand('transformers.auth.switchToken');
        break;
      case 'open':
        if (!(await openPage(step.url))) {
          return;
        }
        break;
    }
    if (target) {
      await this.offerAgain(target);
    }
  }

  private async offerAgain(target: AccessTarget): Promise<void> {
    const again = vscode.l10n.t('Check Again');
    const message = vscode.l10n.t('When that is done, check the access to {0} again.', target.repoId);
    if ((await vscode.window.showInformationMessage(message, again)) === again) {
      await this.ask(target, true);
    }
  }

  private async ask({ repoId, repoType, revision }: AccessTarget, fresh: boolean): Promise<void> {
    const answer = await cancellable(vscode.l10n.t('Checking access to {0}', repoId), (token) =>
      this.server.request(AUTH_ACCESS, { repoId, repoType, revision, fresh }, token),
    );
    if (answer) {
      this.tell({ kind: 'hub', answer });
    }
  }
}

async function openPage(url: string): Promise<boolean> {
  return vscode.env.openExternal(vscode.Uri.parse(url, true));
}
