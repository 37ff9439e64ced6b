// What went wrong at the language server, and what to do, in one piece of text.
import * as vscode from 'vscode';
import { ServerUnavailable } from '../client/languageServer';
import { serverProblem } from '../client/serverProblem';

export function problemWords(error: unknown): string {
  const refused = serverProblem(error);
  if (refused) {
    return `${refused.message} ${refused.advice}`.trim();
  }
  return error instanceof ServerUnavailable && error.message !== ''
    ? error.message
    : vscode.l10n.t('The language server could not answer.');
}
