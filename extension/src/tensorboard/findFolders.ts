// Which log folders a command without an argument means: asks the language server, and the user only when there is a
// real choice.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { type LogFolder, type LogFolders, TENSORBOARD_FOLDERS } from '../protocol';
import { choose } from './choice';
import { workspaceFolders } from './foldersReader';
import { noticeably } from '../noticeably';
import { workspaceRunsFolders } from '../runsFolders';
import { browseFolders, pickFolders } from './pickFolders';

export class FolderFinder {
  constructor(private readonly server: LanguageServer) {}

  async find(): Promise<readonly string[] | undefined> {
    const { folders, truncated = false } = await this.search();
    const choice = choose(folders);
    switch (choice.kind) {
      case 'open':
        return [choice.folder.uri];
      case 'ask':
        return this.pick(choice.folders, truncated, vscode.l10n.t('Open TensorBoard'));
      case 'none':
        return explain(choice.expected);
    }
  }

  /** The user chooses in any case. */
  async compare(): Promise<readonly string[] | undefined> {
    const { folders, truncated = false } = await this.search();
    return folders.length === 0
      ? explain(undefined)
      : this.pick(folders, truncated, vscode.l10n.t('Compare Log Folders in TensorBoard'));
  }

  private search(): Promise<LogFolders> {
    const document = vscode.window.activeTextEditor?.document.uri.toString() ?? null;
    return noticeably(vscode.l10n.t('Looking for event files…'), (token) =>
      this.server.request(
        TENSORBOARD_FOLDERS,
        { folders: workspaceFolders(), runsFolders: [...workspaceRunsFolders()], document },
        token,
      ),
    );
  }

  private async pick(
    folders: readonly LogFolder[],
    truncated: boolean,
    title: string,
  ): Promise<readonly string[] | undefined> {
    const pick = await pickFolders(folders, { title, truncated });
    switch (pick?.kind) {
      case 'folders':
        return pick.folders;
      case 'elsewhere':
        return browseFolders();
      case undefined:
        return undefined;
    }
  }
}

/** Nothing was written yet: TensorBoard can wait for it, or it is somewhere else. */
async function explain(expected: LogFolder | undefined): Promise<readonly string[] | undefined> {
  const choose = vscode.l10n.t('Choose Folder…');
  const wait = expected && vscode.l10n.t('Wait in {0}', expected.label);
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'No event files were found in this workspace. A training run writes some with report_to="tensorboard" or a SummaryWriter.',
    ),
    ...(wait === undefined ? [] : [wait]),
    choose,
  );
  if (answer === choose) {
    return browseFolders();
  }
  return expected && answer === wait ? [expected.uri] : undefined;
}
