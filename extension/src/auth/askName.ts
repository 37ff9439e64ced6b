// A name for a token when another token has the one it would get.
import * as vscode from 'vscode';
import { freeName } from './tokenName';

export interface TakenName {
  readonly name: string;
  /** What may be shown of the token that has it. */
  readonly shown: string;
  /** Where that is. */
  readonly place: string;
}

/** The same name: the other token is to go. */
export async function askName(
  { name, shown, place }: TakenName,
  taken: readonly string[],
): Promise<string | undefined> {
  const replace = vscode.l10n.t('Replace');
  const another = vscode.l10n.t('Use Another Name');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Another token is kept as “{0}”.', name),
    {
      modal: true,
      detail: vscode.l10n.t('Replacing it deletes the token {0} from {1}.', shown, place),
    },
    another,
    replace,
  );
  if (answer !== another) {
    return answer === replace ? name : undefined;
  }
  const given = await vscode.window.showInputBox({
    title: vscode.l10n.t('Name of the Token'),
    value: freeName(name, taken),
    ignoreFocusOut: true,
    validateInput: (text) => {
      const wanted = text.trim();
      if (wanted === '') {
        return vscode.l10n.t('Give it a name.');
      }
      return taken.includes(wanted) ? vscode.l10n.t('Another token is kept as “{0}”.', wanted) : undefined;
    },
  });
  return given?.trim();
}
