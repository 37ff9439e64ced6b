// Which log folders: one, or several to compare.
import * as vscode from 'vscode';
import type { LogFolder } from '../protocol';
import { folderDescription, joined } from './words';

interface FolderItem extends vscode.QuickPickItem {
  readonly uri: string;
}

export type FolderPick =
  { readonly kind: 'folders'; readonly folders: readonly string[] } | { readonly kind: 'elsewhere' };

export function folderItems(folders: readonly LogFolder[], now: number): FolderItem[] {
  return folders.map((folder) => ({
    label: folder.label,
    description: folderDescription(folder, now),
    detail: folder.detail,
    uri: folder.uri,
  }));
}

/** Enter takes the row it is on, unless rows are ticked: then those. */
export function pickFolders(
  folders: readonly LogFolder[],
  { title, truncated }: { readonly title: string; readonly truncated: boolean },
): Promise<FolderPick | undefined> {
  const pick = vscode.window.createQuickPick<FolderItem>();
  const elsewhere: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('folder-opened'),
    tooltip: vscode.l10n.t('Choose Folder…'),
  };
  pick.title = title;
  pick.placeholder = joined([
    vscode.l10n.t('Enter opens one; tick several to compare them'),
    truncated ? vscode.l10n.t('there was no time to look everywhere') : '',
  ]);
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = folderItems(folders, Date.now() / 1000);
  pick.activeItems = pick.items.slice(0, 1);
  pick.buttons = [elsewhere];
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const items = pick.selectedItems.length > 0 ? pick.selectedItems : pick.activeItems;
      if (items.length > 0) {
        resolve({ kind: 'folders', folders: items.map(({ uri }) => uri) });
        pick.hide();
      }
    });
    pick.onDidTriggerButton(() => {
      resolve({ kind: 'elsewhere' });
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** Folders anywhere; undefined when the user chose none. */
export async function browseFolders(): Promise<readonly string[] | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: true,
    title: vscode.l10n.t('Log Folder for TensorBoard'),
    openLabel: vscode.l10n.t('Open'),
  });
  return chosen && chosen.length > 0 ? chosen.map((uri) => uri.toString()) : undefined;
}
