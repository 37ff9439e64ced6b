// Opens texts that a panel speaks of where the panel stays in view.
import * as vscode from 'vscode';

/** `panel`: the column it is in. */
export async function openBeside(
  uri: vscode.Uri,
  panel: vscode.ViewColumn | undefined,
  selection?: vscode.Range,
): Promise<vscode.TextEditor | undefined> {
  const visible = vscode.window.visibleTextEditors.find(
    ({ document, viewColumn }) => document.uri.toString() === uri.toString() && viewColumn !== panel,
  );
  try {
    return await vscode.window.showTextDocument(uri, {
      viewColumn: visible?.viewColumn ?? otherColumn(panel),
      ...(selection ? { selection } : {}),
    });
  } catch {
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} cannot be opened.', uri.fsPath));
    return undefined;
  }
}

function otherColumn(panel: vscode.ViewColumn | undefined): vscode.ViewColumn {
  const group = vscode.window.tabGroups.all.find(({ viewColumn }) => viewColumn !== panel);
  return group?.viewColumn ?? vscode.ViewColumn.Beside;
}
