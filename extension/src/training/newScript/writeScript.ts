// Puts a script into the workspace and shows it. Nothing that is there is ever overwritten.
import * as vscode from 'vscode';
import { noticeably } from '../../noticeably';
import type { Script } from '../../protocol';
import { type Choices } from './choices';
import { completed } from './completed';
import type { Facts } from './facts';
import type { Settled } from './memory';
import { install } from './optionsStep';
import { scriptFolder } from './scriptFolder';

const TRIES = 3;

/** Whether it was written; if not, the user knows why. */
export async function writeScript(facts: Facts, choices: Choices): Promise<boolean> {
  const folder = scriptFolder(choices);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const made = await makeScript(facts, choices, folder.uri);
    if (made?.kind !== 'answer') {
      if (made) {
        throw made.error;
      }
      return false;
    }
    const { text, problems = [] } = made.value;
    if (problems.length > 0) {
      void vscode.window.showErrorMessage(vscode.l10n.t('No script was written. {0}', problems.join(' ')));
      return false;
    }
    if (!folder.isWorkspace) {
      await showUntitled(text, folder.uri);
      return true;
    }
    const file = vscode.Uri.joinPath(folder.uri, made.value.fileName);
    if (await create(file, text)) {
      await vscode.window.showTextDocument(file, { preview: false });
      void offerNext(file, made.value);
      return true;
    }
    if (!(await exists(file))) {
      break;
    }
    // Somebody else has just made a file of this name: the server knows a free one.
  }
  void vscode.window.showErrorMessage(
    vscode.l10n.t('The script could not be created in {0}.', folder.uri.fsPath),
  );
  return false;
}

function makeScript(
  facts: Facts,
  choices: Choices,
  folder: vscode.Uri,
): Promise<Settled<Script> | undefined> {
  return noticeably(vscode.l10n.t('Writing the script…'), (token) => {
    const cancelled = new Promise<undefined>((resolve) => {
      token.onCancellationRequested(() => resolve(undefined));
    });
    const making = facts.look(choices).then((look) => {
      const complete = completed(choices, look?.kind === 'answer' ? look.value : undefined);
      return complete && facts.script(complete, folder);
    });
    return Promise.race([making, cancelled]);
  });
}

async function create(file: vscode.Uri, text: string): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  const contents = new TextEncoder().encode(text);
  edit.createFile(file, { overwrite: false, ignoreIfExists: false, contents });
  return (await vscode.workspace.applyEdit(edit)) && (await exists(file));
}

async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}

async function showUntitled(text: string, folder: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'python', content: text });
  await vscode.window.showTextDocument(document);
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'No folder is open, so the script was not saved. Save it in {0}: paths in it are as seen from there.',
      folder.fsPath,
    ),
  );
}

async function offerNext(file: vscode.Uri, { fileName, needs = [] }: Script): Promise<void> {
  const start = vscode.l10n.t('Start Training Run');
  const installThem = vscode.l10n.t('Install…');
  const answer =
    needs.length === 0
      ? await vscode.window.showInformationMessage(
          vscode.l10n.t('{0} runs as it is, and is yours to change.', fileName),
          start,
        )
      : await vscode.window.showWarningMessage(
          vscode.l10n.t(
            '{0} needs packages that the selected Python does not have: {1}',
            fileName,
            needs.join(', '),
          ),
          installThem,
          start,
        );
  if (answer === installThem) {
    await install(needs);
  } else if (answer === start) {
    await vscode.commands.executeCommand('transformers.training.start', file);
  }
}
