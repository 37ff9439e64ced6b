// Where a run is to be seen once it goes on: its row in the view, and its curves beside the editor.
import * as vscode from 'vscode';
import type { TrainingView } from './view';

/** Whoever starts a run goes on writing: neither takes the focus. */
export async function showStarted(view: Pick<TrainingView, 'reveal'>, folder: string): Promise<void> {
  await view.reveal(folder, false);
  if (vscode.workspace.getConfiguration('transformers.health').get<boolean>('openOnStart', true)) {
    await vscode.commands.executeCommand('transformers.health.open', { folder, preserveFocus: true });
  }
}
