// Takes the token out of huggingface_token.json: keeps it where tokens belong, then asks what becomes of the file.
import * as vscode from 'vscode';
import type { SignInFlow } from './signInFlow';
import { TOKEN_FILE } from './tokenFile';
import type { TokenFileRemains } from './tokenFileRemains';
import { findTokenFiles, readTokenFile } from './tokenFilesFound';
import { tokenFileProblem } from './tokenFileWords';
import { shownOf } from './tokenText';

export class TokenFileImport {
  constructor(
    private readonly signIn: SignInFlow,
    private readonly remains: TokenFileRemains,
  ) {}

  /** The command: from the Explorer with a file, else with whichever the workspace has. */
  async run(argument: unknown): Promise<void> {
    const uri = argument instanceof vscode.Uri ? argument : await choose();
    if (uri) {
      await this.import(uri);
    }
  }

  private async import(uri: vscode.Uri): Promise<void> {
    const name = vscode.workspace.asRelativePath(uri);
    let file;
    try {
      file = await readTokenFile(uri);
    } catch {
      await tellProblem(uri, vscode.l10n.t('{0} can not be read.', name), false);
      return;
    }
    if (file.kind === 'problem') {
      await tellProblem(uri, tokenFileProblem(name, file.problem), true);
      return;
    }
    const kept = await this.signIn.keep(file.secret);
    if (kept === undefined) {
      return;
    }
    await this.remains.settle({ uri, name, shown: shownOf(file.secret), others: file.others });
    await offerSnippet();
  }
}

async function choose(): Promise<vscode.Uri | undefined> {
  const found = await findTokenFiles();
  if (found.length === 0) {
    return open();
  }
  if (found.length === 1) {
    return found[0];
  }
  const item = await vscode.window.showQuickPick(
    found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri })),
    { title: vscode.l10n.t('Import {0}', TOKEN_FILE), placeHolder: vscode.l10n.t('Which file?') },
  );
  return item?.uri;
}

/** The notebooks read it from where they are started, which need not be the workspace. */
async function open(): Promise<vscode.Uri | undefined> {
  const browse = vscode.l10n.t('Choose a File…');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('There is no {0} in this workspace.', TOKEN_FILE),
    browse,
  );
  if (answer !== browse) {
    return undefined;
  }
  const files = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Import {0}', TOKEN_FILE),
    openLabel: vscode.l10n.t('Import'),
    filters: { JSON: ['json'] },
  });
  return files?.[0];
}

async function tellProblem(uri: vscode.Uri, message: string, readable: boolean): Promise<void> {
  const open = vscode.l10n.t('Open the File');
  const signIn = vscode.l10n.t('Sign In…');
  const answer = await vscode.window.showErrorMessage(message, ...(readable ? [open, signIn] : [signIn]));
  if (answer === open) {
    // Whatever it is: VS Code says itself when it is nothing to read.
    await vscode.commands.executeCommand('vscode.open', uri);
  } else if (answer === signIn) {
    await vscode.commands.executeCommand('transformers.auth.signIn');
  }
}

async function offerSnippet(): Promise<void> {
  const copy = vscode.l10n.t('Copy the Code…');
  const message = vscode.l10n.t('Code that read the file can read HF_TOKEN instead.');
  if ((await vscode.window.showInformationMessage(message, copy)) === copy) {
    await vscode.commands.executeCommand('transformers.auth.copySnippet');
  }
}
