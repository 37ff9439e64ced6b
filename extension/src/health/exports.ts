// Keeps what a panel shows as files.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { HEALTH_EXPORT } from '../protocol';

export async function exportRows(
  server: LanguageServer,
  logs: readonly string[],
  title: string,
): Promise<void> {
  const target = await askTarget(title, 'csv', vscode.l10n.t('Save Curves as CSV'));
  if (target) {
    const progress = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Saving {0}…', fileName(target)),
    };
    const params = { logs: [...logs], target: target.toString() };
    const { rows } = await vscode.window.withProgress(progress, () => server.request(HEALTH_EXPORT, params));
    const count = rows.toLocaleString(vscode.env.language);
    await offer(target, vscode.l10n.t('Saved {0} rows as {1}.', count, fileName(target)));
  }
}

export async function exportPicture(png: ArrayBuffer, title: string): Promise<void> {
  const target = await askTarget(title, 'png', vscode.l10n.t('Save Curves as PNG'));
  if (target) {
    await vscode.workspace.fs.writeFile(target, new Uint8Array(png));
    await offer(target, vscode.l10n.t('Saved {0}.', fileName(target)));
  }
}

async function askTarget(
  title: string,
  extension: 'csv' | 'png',
  heading: string,
): Promise<vscode.Uri | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const name = `${safeName(title)}.${extension}`;
  return vscode.window.showSaveDialog({
    title: heading,
    filters: { [extension.toUpperCase()]: [extension] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder.uri, name) } : {}),
  });
}

async function offer(file: vscode.Uri, message: string): Promise<void> {
  const open = vscode.l10n.t('Open');
  if ((await vscode.window.showInformationMessage(message, open)) === open) {
    await vscode.commands.executeCommand('vscode.open', file);
  }
}

/** A name of a file on any system; without any of its extensions, which would say it is something else. */
export function safeName(title: string): string {
  const name = title
    .replace(/\.(log|txt|out|err|jsonl?|csv|png)$/i, '')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80);
  return name === '' ? 'curves' : name;
}

function fileName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
