// A panel's buttons are the commands of this room: they wait for the language server and say what went wrong.
import * as vscode from 'vscode';
import type { PanelAction, PanelSubject } from '../webview/tensorboardMessages';

export async function panelAction(
  action: Exclude<PanelAction, 'reload'>,
  { id, folders }: PanelSubject,
): Promise<void> {
  const run = (command: string, argument: object): Thenable<unknown> =>
    vscode.commands.executeCommand(`transformers.tensorboard.${command}`, argument);
  switch (action) {
    case 'start':
      await run('open', { folders, inPanel: true });
      break;
    case 'browser':
      await run('openInBrowser', { folders });
      break;
    case 'restart':
      await run('restart', { id });
      break;
    case 'stop':
      await run('stop', { id });
      break;
    case 'log':
      await run('showLog', { id });
      break;
  }
}
