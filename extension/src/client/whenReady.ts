import * as vscode from 'vscode';
import { describeFailure, serverFailure, showFailure } from './failures';
import type { InterpreterService } from './interpreterService';
import type { LanguageServer } from './languageServer';

/** Only a wait that a person notices is worth a notification. */
const NOTICEABLE_MILLISECONDS = 400;

/**
 * Runs a command that needs the server: waits for it with progress while it starts, and says what is wrong, with
 * the buttons that help, when it will not come.
 */
export async function whenReady(
  interpreters: InterpreterService,
  server: LanguageServer,
  run: () => Promise<void>,
): Promise<void> {
  const resolution = await interpreters.resolve();
  if (resolution.kind !== 'found') {
    await showFailure(describeFailure(resolution));
    return;
  }
  try {
    if (!(await waitWithProgress(server))) {
      return;
    }
  } catch {
    const { state } = server;
    const message =
      state.kind === 'failed' ? state.message : vscode.l10n.t('The language server is not running.');
    await showFailure(serverFailure(message));
    return;
  }
  await run();
}

/** False when the user would not wait. */
async function waitWithProgress(server: LanguageServer): Promise<boolean> {
  const ready = server.ready().then(() => true);
  const soon = new Promise<'slow'>((resolve) => setTimeout(resolve, NOTICEABLE_MILLISECONDS, 'slow'));
  if ((await Promise.race([ready, soon])) === true) {
    return true;
  }
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Waiting for the language server…'),
      cancellable: true,
    },
    (_, token) =>
      Promise.race([
        ready,
        new Promise<boolean>((resolve) => {
          token.onCancellationRequested(() => resolve(false));
        }),
      ]),
  );
}
