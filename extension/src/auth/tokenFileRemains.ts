// What becomes of a huggingface_token.json when its token is kept elsewhere.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { AUTH_GIT_STATE, AUTH_IGNORE, type AuthGitState } from '../protocol';

export interface ImportedFile {
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly shown: string;
  /** Entries beside the token. */
  readonly others: number;
}

interface Choice extends vscode.QuickPickItem {
  readonly run: () => Promise<void>;
}

const TOKEN_SETTINGS = 'https://huggingface.co/settings/tokens';

export class TokenFileRemains {
  constructor(
    private readonly server: LanguageServer,
    private readonly failed: (error: unknown) => Promise<void>,
  ) {}

  async settle(file: ImportedFile): Promise<void> {
    const git = await this.gitState(file.uri);
    if (git.message !== '') {
      // Beside the choice, not before it: it stays until it is read.
      void warn(git).catch((error: unknown) => this.failed(error));
    }
    const choice = await vscode.window.showQuickPick(this.choices(file, git), {
      title: vscode.l10n.t('{0} Still Holds {1}', file.name, file.shown),
      placeHolder: vscode.l10n.t('The token is kept. What becomes of the file?'),
      ignoreFocusOut: true,
    });
    await choice?.run();
  }

  /** The choice is there without an answer, too: the token is still in the file. */
  private async gitState(uri: vscode.Uri): Promise<AuthGitState> {
    try {
      return await this.server.request(AUTH_GIT_STATE, { uri: uri.toString() });
    } catch {
      return { state: 'none', message: '' };
    }
  }

  private choices(file: ImportedFile, git: AuthGitState): Choice[] {
    const remove: Choice = {
      label: vscode.l10n.t('$(trash) Delete the File'),
      description: vscode.l10n.t('to the trash where there is one'),
      detail: deletionDetail(file, git),
      run: () => removeFile(file),
    };
    const ignore: Choice = {
      label: vscode.l10n.t('$(eye-closed) Add to .gitignore'),
      detail: vscode.l10n.t('The file stays; git no longer offers to commit it.'),
      run: () => this.ignore(file),
    };
    const leave: Choice = {
      label: vscode.l10n.t('$(circle-slash) Leave It'),
      detail: vscode.l10n.t('Whoever can read the file can use the token.'),
      run: () => Promise.resolve(),
    };
    // What git already follows is not ignored by being listed.
    return git.state === 'open' ? [remove, ignore, leave] : [remove, leave];
  }

  private async ignore({ uri, name }: ImportedFile): Promise<void> {
    const { ignoreUri } = await this.server.request(AUTH_IGNORE, { uri: uri.toString() });
    const document = ignoreUri
      ? await vscode.workspace.openTextDocument(vscode.Uri.parse(ignoreUri, true))
      : undefined;
    if (document && (!document.isDirty || (await document.save()))) {
      vscode.window.setStatusBarMessage(vscode.l10n.t('$(check) {0} is in .gitignore', name), 5000);
      return;
    }
    await vscode.window.showWarningMessage(
      vscode.l10n.t('{0} could not be added to .gitignore. Add it there yourself.', name),
    );
  }
}

async function warn({ state, message }: AuthGitState): Promise<void> {
  if (state !== 'known') {
    await vscode.window.showInformationMessage(message);
    return;
  }
  const revoke = vscode.l10n.t('Revoke on the Hub');
  if ((await vscode.window.showWarningMessage(message, revoke)) === revoke) {
    await vscode.env.openExternal(vscode.Uri.parse(TOKEN_SETTINGS));
  }
}

function deletionDetail({ others }: ImportedFile, { state }: AuthGitState): string {
  const history =
    state === 'known'
      ? vscode.l10n.t('The history of git still has the token: revoke it on the Hub.')
      : vscode.l10n.t('Nothing else is changed.');
  const lost =
    others > 0 ? vscode.l10n.t('Entries beside the token that are deleted with it: {0}.', others) : '';
  return `${lost} ${history}`.trim();
}

async function removeFile({ uri, name }: ImportedFile): Promise<void> {
  try {
    await remove(uri);
  } catch {
    await vscode.window.showErrorMessage(
      vscode.l10n.t('{0} could not be deleted. It still holds the token.', name),
    );
    return;
  }
  vscode.window.setStatusBarMessage(vscode.l10n.t('$(check) Deleted {0}', name), 5000);
}

async function remove(uri: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.delete(uri, { useTrash: true });
  } catch {
    // Most remote machines have no trash.
    await vscode.workspace.fs.delete(uri, { useTrash: false });
  }
}
