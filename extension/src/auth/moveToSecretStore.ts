// Behind the quick fix of a leaked token: keeps it in the secret store, then takes it out of the document.
import * as vscode from 'vscode';
import { isTokenText, type Move, parseMove, type PlainRange } from './moveArguments';
import type { SignInFlow } from './signInFlow';
import { shownOf } from './tokenText';

export async function moveToSecretStore(args: readonly unknown[], signIn: SignInFlow): Promise<void> {
  const move = parseMove(args);
  if (move === undefined) {
    return;
  }
  const uri = vscode.Uri.parse(move.uri, true);
  const document = await documentOf(uri);
  const token = document?.getText(toRange(move.range));
  if (document === undefined || token === undefined || !isTokenText(token)) {
    await vscode.window.showWarningMessage(
      vscode.l10n.t('The document has changed: there is no token at this place any more. Nothing was done.'),
    );
    return;
  }
  const before = linesOf(document, move);
  const wasCurrent = isCurrent(document, move);
  if ((await signIn.keep(token, 'secretStorage')) === undefined) {
    return;
  }
  // Asking the Hub takes a while, in which anything may have been typed.
  const unchanged = wasCurrent && isCurrent(document, move);
  const same = document.getText(toRange(move.range)) === token && linesOf(document, move) === before;
  if (!document.isClosed && (unchanged || same) && (await apply(document.uri, move))) {
    vscode.window.setStatusBarMessage(
      vscode.l10n.t('$(check) {0} is no longer in the document', shownOf(token)),
      5000,
    );
    return;
  }
  await tellNotApplied(document, shownOf(token), move.range);
}

async function apply(uri: vscode.Uri, { edits }: Move): Promise<boolean> {
  const change = new vscode.WorkspaceEdit();
  for (const { range, newText } of edits) {
    change.replace(uri, toRange(range), newText);
  }
  return vscode.workspace.applyEdit(change);
}

async function tellNotApplied(
  document: vscode.TextDocument,
  shown: string,
  range: PlainRange,
): Promise<void> {
  const show = vscode.l10n.t('Show the Place');
  const message = vscode.l10n.t(
    'The token {0} is kept, but the document has changed meanwhile. Take it out there yourself, or use the quick fix again.',
    shown,
  );
  if ((await vscode.window.showWarningMessage(message, show)) === show) {
    await vscode.window.showTextDocument(document.uri, { selection: toRange(range) });
  }
}

/** The one that is open, a cell of a notebook included; another is opened without being shown. */
async function documentOf(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  const open = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  try {
    return open ?? (await vscode.workspace.openTextDocument(uri));
  } catch {
    return undefined;
  }
}

function isCurrent({ version }: vscode.TextDocument, move: Move): boolean {
  return move.version === version;
}

/** The lines that the edits are about. */
function linesOf(document: vscode.TextDocument, { edits }: Move): string {
  return edits
    .map(({ range }) =>
      document.getText(new vscode.Range(range.start.line, 0, range.end.line, Number.MAX_SAFE_INTEGER)),
    )
    .join('\n');
}

function toRange({ start, end }: PlainRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
