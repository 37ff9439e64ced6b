import * as vscode from 'vscode';

/** Only a wait that a person notices is worth a notification. */
const NOTICEABLE_MILLISECONDS = 500;

/** Runs what the user waits for, with a notification that can cancel it when it takes a moment. */
export async function noticeably<T>(
  title: string,
  work: (token: vscode.CancellationToken) => Promise<T>,
): Promise<T> {
  const cancellation = new vscode.CancellationTokenSource();
  const working = work(cancellation.token);
  let pause: NodeJS.Timeout | undefined;
  const slow = new Promise<'slow'>((resolve) => {
    pause = setTimeout(resolve, NOTICEABLE_MILLISECONDS, 'slow');
  });
  try {
    if ((await Promise.race([working.then(done, done), slow])) === 'slow') {
      const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
      await vscode.window.withProgress(options, (_, token) => {
        token.onCancellationRequested(() => cancellation.cancel());
        return working.then(done, done);
      });
    }
    return await working;
  } finally {
    clearTimeout(pause);
    cancellation.dispose();
  }
}

function done(): void {
  // How it ended is for whoever awaits the work itself.
}
