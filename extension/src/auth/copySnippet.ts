// Copies code that reads the token instead of holding it.
import * as vscode from 'vscode';
import { type SnippetKind, snippetsFor } from './tokenSnippets';

export async function copySnippet(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const item = await vscode.window.showQuickPick(
    snippetsFor(languageInUse(editor)).map(({ kind, text }) => ({ ...wordsOf(kind), text })),
    {
      title: vscode.l10n.t('Copy Code That Reads HF_TOKEN'),
      placeHolder: vscode.l10n.t('The code holds no token: it finds the one in use'),
    },
  );
  if (item === undefined) {
    return;
  }
  await vscode.env.clipboard.writeText(item.text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('$(check) Copied'), 2000);
  if (editor && isWritable(editor.document)) {
    await offerInsert(editor, item.text);
  }
}

async function offerInsert(editor: vscode.TextEditor, text: string): Promise<void> {
  const insert = vscode.l10n.t('Insert at the Cursor');
  const name = vscode.workspace.asRelativePath(editor.document.uri);
  const message = vscode.l10n.t('Copied the code that reads HF_TOKEN. Insert it into {0}?', name);
  if ((await vscode.window.showInformationMessage(message, insert)) !== insert) {
    return;
  }
  // It may have been closed since.
  const shown = await vscode.window.showTextDocument(editor.document, { viewColumn: editor.viewColumn });
  const done = await shown.edit((edit) => edit.replace(shown.selection, text));
  if (!done) {
    await vscode.window.showWarningMessage(
      vscode.l10n.t('{0} can not be changed. The code is in the clipboard.', name),
    );
  }
}

/** A notebook without a cell in focus: most are in Python. */
function languageInUse(editor: vscode.TextEditor | undefined): string | undefined {
  return editor?.document.languageId;
}

function isWritable({ uri, isClosed }: vscode.TextDocument): boolean {
  const { scheme } = uri;
  const ours = scheme === 'untitled' || scheme === 'vscode-notebook-cell';
  return !isClosed && (ours || vscode.workspace.fs.isWritableFileSystem(scheme) === true);
}

function wordsOf(kind: SnippetKind): vscode.QuickPickItem {
  switch (kind) {
    case 'library':
      return {
        label: 'get_token()',
        description: 'Python · huggingface_hub',
        detail: vscode.l10n.t('Finds HF_TOKEN and what `hf auth login` has stored.'),
      };
    case 'environ':
      return {
        label: 'os.environ["HF_TOKEN"]',
        description: 'Python',
        detail: vscode.l10n.t('Without a library; fails clearly where HF_TOKEN is not set.'),
      };
    case 'shell':
      return {
        label: '"$HF_TOKEN"',
        description: vscode.l10n.t('Shell'),
        detail: vscode.l10n.t('As an argument of a command; terminals of this editor have it set.'),
      };
    case 'powershell':
      return {
        label: '$env:HF_TOKEN',
        description: 'PowerShell',
        detail: vscode.l10n.t('As an argument of a command; terminals of this editor have it set.'),
      };
  }
}
