// What somebody waits for: a notification with a way to stop it.
import * as vscode from 'vscode';
import { isCancellation } from '../client/serverProblem';

/** `undefined`: it was stopped. */
export async function cancellable<T>(
  title: string,
  work: (token: vscode.CancellationToken) => Promise<T>,
): Promise<T | undefined> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (_, token) => {
      try {
        const result = await work(token);
        return token.isCancellationRequested ? undefined : result;
      } catch (error) {
        if (token.isCancellationRequested || isCancellation(error)) {
          return undefined;
        }
        throw error;
      }
    },
  );
}
