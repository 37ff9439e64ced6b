// Where the text of an error comes from: what is selected, a log as a whole, or what the user points at.
import * as vscode from 'vscode';

/** More of a log than this is not sent; errors stand at its end. */
const LONGEST = 1_000_000;

type Source = 'terminal' | 'clipboard' | 'document' | 'input';

interface SourceItem extends vscode.QuickPickItem {
  readonly source: Source;
}

export async function errorText(): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor && !editor.selection.isEmpty) {
    return end(editor.document.getText(editor.selection));
  }
  if (editor && isLog(editor.document)) {
    return end(editor.document.getText());
  }
  // Taking text from the terminal or the clipboard is a choice of the user, never a guess.
  const item = await vscode.window.showQuickPick(sources(), {
    title: vscode.l10n.t('Explain Access Error'),
    placeHolder: vscode.l10n.t('Where is the error? The text goes to the language server only.'),
  });
  return item === undefined ? undefined : end(await read(item.source));
}

export function isLog({ uri, languageId }: Pick<vscode.TextDocument, 'uri' | 'languageId'>): boolean {
  return (
    uri.scheme === 'output' || languageId.toLowerCase() === 'log' || /\.(?:log|txt|out|err)$/i.test(uri.path)
  );
}

function sources(): SourceItem[] {
  const terminal = vscode.window.activeTerminal;
  const editor = vscode.window.activeTextEditor;
  const items: SourceItem[] = [];
  if (terminal) {
    items.push({
      source: 'terminal',
      label: vscode.l10n.t('$(terminal) Selection in the Terminal'),
      description: terminal.name,
    });
  }
  items.push({ source: 'clipboard', label: vscode.l10n.t('$(clippy) Clipboard') });
  if (editor) {
    items.push({
      source: 'document',
      label: vscode.l10n.t('$(file) The Active Document'),
      description: vscode.workspace.asRelativePath(editor.document.uri),
    });
  }
  items.push({ source: 'input', label: vscode.l10n.t('$(edit) Paste the Error…') });
  return items;
}

async function read(source: Source): Promise<string | undefined> {
  switch (source) {
    case 'terminal':
      return terminalSelection();
    case 'clipboard':
      return vscode.env.clipboard.readText();
    case 'document':
      return vscode.window.activeTextEditor?.document.getText();
    case 'input':
      return vscode.window.showInputBox({
        title: vscode.l10n.t('Explain Access Error'),
        prompt: vscode.l10n.t('Paste the error here'),
        placeHolder: '401 Client Error … Cannot access gated repo for url …',
        ignoreFocusOut: true,
      });
  }
}

/** VS Code gives a terminal's selection to the clipboard only; what was there is put back. */
async function terminalSelection(): Promise<string> {
  const { clipboard } = vscode.env;
  const before = await clipboard.readText();
  try {
    await clipboard.writeText('');
    await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
    return await clipboard.readText();
  } finally {
    await clipboard.writeText(before);
  }
}

function end(text: string | undefined): string | undefined {
  return text?.slice(-LONGEST);
}
