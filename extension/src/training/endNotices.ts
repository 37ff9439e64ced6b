// Says that a run has ended, to somebody who was not looking.
import * as vscode from 'vscode';
import type { Run } from '../protocol';
import { Attention } from './attention';
import { noticeEndings, type Watched } from './endings';
import type { RunsReader } from './runsReader';
import { isOurs, joined, withoutLinks } from './words';

const WATCHED = 'transformers.training.watched';

export class EndNotices implements vscode.Disposable {
  private readonly attention = new Attention(vscode.window.state.focused, Date.now() / 1000);
  private readonly subscriptions: vscode.Disposable;
  private watched: Watched;

  constructor(
    private readonly reader: RunsReader,
    private readonly memento: vscode.Memento,
    private readonly failed: (error: unknown) => Promise<void>,
  ) {
    this.watched = memento.get<Watched>(WATCHED, {});
    this.subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeWindowState(({ focused }) =>
        this.attention.changed(focused, Date.now() / 1000),
      ),
      reader.onDidChange(() => this.look()),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private look(): void {
    if (this.reader.runs === undefined) {
      return;
    }
    const { watched, ended } = noticeEndings(this.watched, this.reader.runs.filter(isOurs));
    if (JSON.stringify(watched) !== JSON.stringify(this.watched)) {
      this.watched = watched;
      void this.memento.update(WATCHED, watched);
    }
    for (const run of ended) {
      if (!this.attention.wasThere(run.ended ?? Date.now() / 1000)) {
        // Not awaited: it is there until somebody closes it.
        void tell(run).catch(this.failed);
      }
    }
  }
}

async function tell(run: Run): Promise<void> {
  const open = [vscode.l10n.t('Open Run'), 'transformers.health.open'] as const;
  const log = [vscode.l10n.t('Show Log'), 'transformers.training.showLog'] as const;
  const buttons: readonly (readonly [title: string, command: string])[] = [
    // Why it failed stands in what it printed; how well it went, in its curves.
    ...(run.state === 'failed' ? [log, open] : [open, log]),
    ['TensorBoard', 'transformers.training.openTensorBoard'],
    ...(run.canResume ? [[vscode.l10n.t('Resume'), 'transformers.training.resume'] as const] : []),
  ];
  const titles = buttons.map(([title]) => title);
  const words = withoutLinks(endWords(run));
  const chosen = await (run.state === 'failed'
    ? vscode.window.showErrorMessage(words, ...titles)
    : run.state === 'lost'
      ? vscode.window.showWarningMessage(words, ...titles)
      : vscode.window.showInformationMessage(words, ...titles));
  const command = buttons.find(([title]) => title === chosen)?.[1];
  if (command !== undefined) {
    await vscode.commands.executeCommand(command, { folder: run.folder });
  }
}

/** What a notification says: the result of one that went well, else why it ended and what to do. */
export function endWords(run: Run): string {
  const reason = run.exit ? `${run.exit.message} ${run.exit.advice}`.trim() : '';
  switch (run.state) {
    case 'succeeded':
      return joined([vscode.l10n.t('{0} is done', run.name), run.detail]);
    case 'stopped':
      return joined([vscode.l10n.t('{0} has stopped', run.name), run.detail]);
    case 'failed':
      return vscode.l10n.t('{0} failed. {1}', run.name, reason).trim();
    case 'lost':
      return vscode.l10n.t('{0} runs no more, and nobody saw it end. {1}', run.name, reason).trim();
    case 'queued':
    case 'running':
      return '';
  }
}
