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

  /** The command: of a text it is given, else of one that is asked for. */
  async run(argument?: unknown): Promise<void> {
    const text = typeof argument === 'string' ? argument : await errorText();
    if (text !== undefined) {
      await this.explain(text);
    }
  }

  private async explain(text: string): Promise<void> {
    if (text.trim() === '') {
      await vscode.window.showInformationMessage(
        vscode.l10n.t('There is no text to explain. Select the error, or copy it, and try again.'),
      );
      return;
    }
    const { answer, excerpt = '' } = await this.server.request(AUTH_EXPLAIN, { text: redacted(text) });
    if (answer) {
      await this.check.tell({ kind: 'text', answer, excerpt });
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
}
