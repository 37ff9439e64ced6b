import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { EMBEDDED, type Problem } from '../protocol';

/** Opens a rung of the source ladder; in a JSON document, at the template. */
export async function openTemplate(
  server: LanguageServer,
  uri: string,
  name: string | undefined,
): Promise<void> {
  const target = vscode.Uri.parse(uri);
  let selection: vscode.Range | undefined;
  if (target.path.endsWith('.json')) {
    const { templates } = await server.request(EMBEDDED, { uri });
    const template = templates.find((one) => one.name === name) ?? templates[0];
    selection =
      template && new vscode.Range(template.line, template.character, template.line, template.character);
  }
  await show(target, selection);
}

export async function openProblem(problem: Problem): Promise<void> {
  if (!problem.uri) {
    return;
  }
  const start = new vscode.Position(problem.line ?? 0, problem.character ?? 0);
  const end = new vscode.Position(problem.endLine ?? start.line, problem.endCharacter ?? start.character);
  await show(vscode.Uri.parse(problem.uri), new vscode.Range(start, end));
}

/** Where the document is already visible, or else beside the preview and not on top of it. */
async function show(uri: vscode.Uri, selection: vscode.Range | undefined): Promise<void> {
  const visible = vscode.window.visibleTextEditors.find(
    (editor) => editor.document.uri.toString() === uri.toString(),
  );
  try {
    await vscode.window.showTextDocument(uri, {
      viewColumn: visible?.viewColumn ?? vscode.ViewColumn.One,
      ...(selection ? { selection } : {}),
    });
  } catch {
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} cannot be opened.', uri.fsPath));
  }
}
