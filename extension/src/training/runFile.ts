// A run kept as a `*.run.json`, to be started again by whoever has the file.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { type RunSpec, TRAINING_FILE_TEXT } from '../protocol';

export const RUN_FILE = /\.run\.json$/i;

/** Undefined when the user chose no place. */
export async function saveRunFile(server: LanguageServer, spec: RunSpec): Promise<vscode.Uri | undefined> {
  const script = vscode.Uri.parse(spec.script);
  const file = script.path.slice(script.path.lastIndexOf('/') + 1);
  const stem = (spec.name ?? '') === '' ? file.replace(/\.py$/i, '') : (spec.name ?? '');
  const chosen = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(script, '..', `${stem.replace(/[^\w.-]+/g, '-')}.run.json`),
    filters: { [vscode.l10n.t('Training run')]: ['run.json', 'json'] },
    title: vscode.l10n.t('Save Training Run'),
  });
  if (chosen === undefined) {
    return undefined;
  }
  const uri = await named(chosen);
  const folder = vscode.Uri.joinPath(uri, '..').toString();
  const { text } = await server.request(TRAINING_FILE_TEXT, { spec, folder });
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(uri, { preview: false });
  return uri;
}

/** The schema, and the button that starts it, know such files by their name; no other file is overwritten for that. */
async function named(chosen: vscode.Uri): Promise<vscode.Uri> {
  if (RUN_FILE.test(chosen.path)) {
    return chosen;
  }
  const better = chosen.with({ path: `${chosen.path.replace(/\.json$/i, '')}.run.json` });
  const exists = await vscode.workspace.fs.stat(better).then(
    () => true,
    () => false,
  );
  return exists ? chosen : better;
}
