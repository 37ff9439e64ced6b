// A run that is to be started with another value while the one that went wrong still goes on.
import * as vscode from 'vscode';
import type { Run } from '../protocol';
import { isActive } from '../training/words';

/** Whether to go on with the start: the run is over or about to be, or it may go on beside the new one. */
export async function mayStartBeside(run: Run | undefined): Promise<boolean> {
  if (run === undefined || !isActive(run) || run.stopping !== '') {
    return true;
  }
  const stop = vscode.l10n.t('Stop It First');
  const beside = vscode.l10n.t('Let It Go On');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('{0} still runs.', run.name),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Stopping saves a checkpoint. Two runs at once share processors, GPUs and memory.',
      ),
    },
    stop,
    beside,
  );
  if (answer === stop) {
    await vscode.commands.executeCommand('transformers.training.stop', { folder: run.folder });
  }
  return answer !== undefined;
}
