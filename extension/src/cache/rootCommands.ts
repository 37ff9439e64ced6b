// The caches beside the active one, and why the active one is where it is.
import * as vscode from 'vscode';
import type { CommandArguments } from './arguments';
import type { CacheReader } from './cacheReader';
import type { RootFacts } from './nodes';
import { extraRoots, setExtraRoots } from './rootsSetting';
import { rootDescription } from './rootWords';

export class RootCommands {
  constructor(
    private readonly reader: CacheReader,
    private readonly given: CommandArguments,
  ) {}

  async add(): Promise<void> {
    const folders = await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: true,
      title: vscode.l10n.t('Add a Cache Folder'),
      openLabel: vscode.l10n.t('Add'),
    });
    if (folders) {
      await setExtraRoots([...new Set([...extraRoots(), ...folders.map(({ fsPath }) => fsPath)])]);
    }
  }

  async remove(args: readonly unknown[]): Promise<void> {
    const node = this.given.first(args);
    const given = node?.kind === 'root' && !node.root.active ? node.root.path : undefined;
    const roots = extraRoots();
    const root =
      given ??
      (await vscode.window.showQuickPick([...roots], {
        title: vscode.l10n.t('Remove a Cache Folder from the View'),
        placeHolder: vscode.l10n.t('Nothing is deleted'),
      }));
    if (root !== undefined) {
      // The setting may say `~` where the server has the whole path.
      await setExtraRoots(roots.filter((each) => each !== root && !isSame(each, root)));
    }
  }

  async explain(args: readonly unknown[]): Promise<void> {
    const node = this.given.first(args);
    const given = node !== undefined && 'root' in node ? node.root : undefined;
    const root =
      typeof given === 'string'
        ? this.reader.list?.roots.find(({ path }) => path === given)
        : (given ?? (await this.pickRoot()));
    if (root === undefined) {
      return;
    }
    const copy = vscode.l10n.t('Copy Path');
    const detail = [root.reason, root.message, ...root.warnings].filter((part) => part !== '').join('\n\n');
    const answer = await vscode.window.showInformationMessage(root.path, { modal: true, detail }, copy);
    if (answer === copy) {
      await vscode.env.clipboard.writeText(root.path);
    }
  }

  /** The root itself when there is only one. */
  async pickRoot(placeHolder?: string): Promise<RootFacts | undefined> {
    if (this.reader.list === undefined) {
      await this.reader.look('known');
    }
    const roots = this.reader.list?.roots ?? [];
    if (roots.length < 2) {
      return roots[0];
    }
    const item = await vscode.window.showQuickPick(
      roots.map((root) => ({ label: root.path, description: rootDescription(root), root })),
      { title: vscode.l10n.t('Which Cache?'), placeHolder },
    );
    return item?.root;
  }
}

function isSame(setting: string, path: string): boolean {
  const tail = setting.replace(/^~/, '').replace(/[\\/]+$/, '');
  return setting.startsWith('~') ? path.endsWith(tail) : setting.replace(/[\\/]+$/, '') === path;
}
