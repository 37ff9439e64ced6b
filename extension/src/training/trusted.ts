// Running code waits for trust. Menus know that; tooltips, CodeLenses and other extensions do not.
import * as vscode from 'vscode';

/** False after saying so. */
export async function isTrusted(): Promise<boolean> {
  if (vscode.workspace.isTrusted) {
    return true;
  }
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const message = vscode.l10n.t('Training runs start and stop only in a workspace that you trust.');
  if ((await vscode.window.showWarningMessage(message, manage)) === manage) {
    await vscode.commands.executeCommand('workbench.trust.manage');
  }
  return false;
}
