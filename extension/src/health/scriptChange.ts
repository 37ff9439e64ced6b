// The line of a script that a finding is about: shown, and changed where the user wants that.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { type FindingFixParams, HEALTH_FIX, type LogFinding, type ScriptPlace } from '../protocol';
import { openBeside } from './besidePanel';

export interface PlaceWish {
  readonly finding: LogFinding;
  readonly log: string;
  /** URI; empty: unknown. */
  readonly script: string;
  readonly change: boolean;
  /** The panel's. */
  readonly column: vscode.ViewColumn | undefined;
}

/** The change can be undone, and is not saved: the user sees it first. */
export async function showPlace(server: LanguageServer, wish: PlaceWish): Promise<void> {
  const { finding, log, script, change, column } = wish;
  const params: FindingFixParams = { log, run: finding.run, rule: finding.rule };
  // The script may have been edited since it was read for the finding.
  const { place } = await server.request(HEALTH_FIX, params);
  const uri = place?.uri ?? finding.argument?.place?.uri ?? script;
  if (place === null) {
    await tellGone(finding, uri, column);
    return;
  }
  const target = vscode.Uri.parse(uri);
  if (!change) {
    await openBeside(target, column, rangeOf(place, place.endCharacter));
    return;
  }
  if (await write(target, place)) {
    await openBeside(target, column, rangeOfNew(place));
  } else {
    await tellGone(finding, uri, column);
  }
}

async function write(uri: vscode.Uri, place: ScriptPlace): Promise<boolean> {
  const document = await vscode.workspace.openTextDocument(uri);
  const range = rangeOf(place, place.endCharacter);
  // Somebody may type at this very moment.
  if (document.getText(range) !== place.text) {
    return false;
  }
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, range, place.newText);
  return vscode.workspace.applyEdit(edit);
}

async function tellGone(
  finding: LogFinding,
  uri: string,
  column: vscode.ViewColumn | undefined,
): Promise<void> {
  const name = finding.argument?.name ?? '';
  if (uri === '') {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('It is not known which script wrote this log. Choose it in the panel first.'),
    );
    return;
  }
  const file = uri.slice(uri.lastIndexOf('/') + 1);
  void vscode.window.showInformationMessage(
    vscode.l10n.t('{0} does not say {1} any more, or not in so many words.', decodeURIComponent(file), name),
  );
  await openBeside(vscode.Uri.parse(uri), column);
}

function rangeOf({ line, character }: ScriptPlace, endCharacter: number): vscode.Range {
  return new vscode.Range(line, character, line, endCharacter);
}

/** What is new may be a line of its own. */
function rangeOfNew({ line, character, newText }: ScriptPlace): vscode.Range {
  const lines = newText.split(/\r?\n/);
  const last = lines.at(-1) ?? '';
  const start = lines.length > 1 ? 0 : character;
  return new vscode.Range(line, character, line + lines.length - 1, start + last.length);
}
