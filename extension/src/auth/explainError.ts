// Says what an error of a log or a terminal means for the access to the Hub.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { AUTH_EXPLAIN } from '../protocol';
import type { AccessCheck } from './accessCheck';
import { errorText } from './errorSource';
import { redacted } from './redact';

export class ExplainError {
  constructor(
    private readonly server: LanguageServer,
    private readonly check: AccessCheck,
  ) {}

  /** The command: of a line it is given, else of a text that is asked for. */
  async run(argument?: unknown): Promise<void> {
    if (typeof argument === 'string') {
      await this.explain(argument, 'line');
      return;
    }
    const text = await errorText();
    if (text !== undefined) {
      await this.explain(text, 'text');
    }
  }

  private async explain(text: string, kind: 'line' | 'text'): Promise<void> {
    if (text.trim() === '') {
      await vscode.window.showInformationMessage(
        vscode.l10n.t('There is no text to explain. Select the error, or copy it, and try again.'),
      );
      return;
    }
    const { answer, excerpt = '' } = await this.server.request(AUTH_EXPLAIN, { text: redacted(text) });
    if (answer) {
      this.check.tell({ kind: 'text', answer, excerpt });
      return;
    }
    if (kind === 'line') {
      await this.tellTooLittle();
      return;
    }
    const other = vscode.l10n.t('Check Access to Repository…');
    const message = vscode.l10n.t(
      'No access error in this text. Recognised are the messages of huggingface_hub and transformers about gated, private or missing repositories and refused tokens.',
    );
    if ((await vscode.window.showInformationMessage(message, other)) === other) {
      await this.check.check(undefined);
    }
  }

  /** A traceback names the repository in another line than the error. */
  private async tellTooLittle(): Promise<void> {
    const more = vscode.l10n.t('Explain the Selection…');
    const message = vscode.l10n.t(
      'This line alone does not tell which repository it is about. Select the whole error and explain that.',
    );
    if ((await vscode.window.showInformationMessage(message, more)) === more) {
      await this.run();
    }
  }
}
