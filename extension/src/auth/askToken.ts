// Somebody types or pastes a token. The clipboard is never looked into.
import * as vscode from 'vscode';
import { tokenShape } from './tokenText';

export async function askToken(place: string): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Sign In to Hugging Face'),
    prompt: vscode.l10n.t('The token will be kept in {0}.', place),
    placeHolder: vscode.l10n.t('Paste a token: hf_…'),
    password: true,
    ignoreFocusOut: true,
    validateInput: complaint,
  });
  const secret = text?.trim() ?? '';
  return secret === '' ? undefined : secret;
}

function complaint(text: string): string | undefined {
  switch (tokenShape(text)) {
    case 'fine':
      return undefined;
    case 'empty':
      // Nothing was typed yet: nobody did anything wrong, and Enter waits.
      return text === '' ? undefined : vscode.l10n.t('Paste a token.');
    case 'spaces':
      return vscode.l10n.t('A token has no spaces.');
    case 'old':
      return vscode.l10n.t(
        'Tokens of organizations (api_org_…) are not accepted any more: create a token of your own.',
      );
  }
}
