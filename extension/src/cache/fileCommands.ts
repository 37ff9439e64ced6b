// What can be done with one file of a revision.
import * as vscode from 'vscode';
import type { CommandArguments } from './arguments';
import type { FileNode } from './nodes';
import { opensInEditor } from './openable';

export class FileCommands {
  constructor(private readonly given: CommandArguments) {}

  /** Weights are not for reading: of those, where they lie. */
  async open(args: readonly unknown[]): Promise<void> {
    const node = this.file(args);
    if (node === undefined) {
      return;
    }
    if (opensInEditor(node.file.path, node.file.size)) {
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(node.file.uri));
    } else {
      await reveal(node);
    }
  }

  async reveal(args: readonly unknown[]): Promise<void> {
    const node = this.file(args);
    if (node) {
      await reveal(node);
    }
  }

  private file(args: readonly unknown[]): FileNode | undefined {
    const node = this.given.first(args);
    return node?.kind === 'file' ? node : undefined;
  }
}

async function reveal({ file }: FileNode): Promise<void> {
  const blob = vscode.Uri.parse(file.blobUri);
  if (vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop) {
    await vscode.commands.executeCommand('revealFileInOS', blob);
    return;
  }
  // The file lies on another machine than the one with a file manager.
  const copyPath = vscode.l10n.t('Copy Path');
  const terminal = vscode.l10n.t('Open Terminal There');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('{0} lies at {1}', file.path, blob.fsPath),
    copyPath,
    terminal,
  );
  if (answer === copyPath) {
    await vscode.env.clipboard.writeText(blob.fsPath);
  } else if (answer === terminal) {
    vscode.window.createTerminal({ cwd: vscode.Uri.joinPath(blob, '..') }).show();
  }
}
