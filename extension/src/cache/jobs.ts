// Long work: a notification with how far it is and a way to stop it.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { CACHE_PROGRESS, type CacheProgress } from '../protocol';
import { ProgressBar } from './progressBar';
import { progressText } from './progressText';

export class Jobs implements vscode.Disposable {
  private readonly reports = new Map<string, (progress: CacheProgress) => void>();
  private readonly subscription: vscode.Disposable;

  constructor(server: LanguageServer) {
    this.subscription = server.onNotification(CACHE_PROGRESS, (progress) =>
      this.reports.get(progress.job)?.(progress),
    );
  }

  /** Runs what sends a request with the job's id; cancelling cancels the request. */
  run<T>(title: string, work: (job: string, token: vscode.CancellationToken) => Promise<T>): Thenable<T> {
    const job = randomUUID();
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      async (notification, token) => {
        const bar = new ProgressBar();
        this.reports.set(job, (progress) => {
          notification.report({ message: progressText(progress), increment: bar.advance(progress) });
        });
        token.onCancellationRequested(() => notification.report({ message: vscode.l10n.t('Stopping…') }));
        try {
          return await work(job, token);
        } finally {
          this.reports.delete(job);
        }
      },
    );
  }

  dispose(): void {
    this.reports.clear();
    this.subscription.dispose();
  }
}
