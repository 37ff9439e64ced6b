// Says that a run goes wrong while something can still be done about it, each finding once.
import * as vscode from 'vscode';
import { type News, noticeFindings, type Told } from './findings';
import { noticeWords } from './findingWords';
import type { RunsReader } from './runsReader';
import { isActive, isOurs, withoutLinks } from './words';

const TOLD = 'transformers.training.toldFindings';

export class FindingNotices implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;
  private told: Told;

  /** `isLookedAt`: whether somebody sees the findings of the run in this folder at this moment. */
  constructor(
    private readonly reader: Pick<RunsReader, 'runs' | 'warnings' | 'onDidChange'>,
    private readonly memento: vscode.Memento,
    private readonly isLookedAt: (folder: string) => boolean,
    private readonly failed: (error: unknown) => Promise<void>,
  ) {
    this.told = memento.get<Told>(TOLD, {});
    this.subscription = reader.onDidChange(() => this.look());
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private look(): void {
    const { runs, warnings } = this.reader;
    if (runs === undefined) {
      return;
    }
    const { told, news } = noticeFindings(this.told, runs.filter(isOurs), warnings.length === 0);
    if (JSON.stringify(told) !== JSON.stringify(this.told)) {
      this.told = told;
      void this.memento.update(TOLD, told);
    }
    for (const each of news) {
      if (!this.isLookedAt(each.run.folder)) {
        // Not awaited: it is there until somebody closes it.
        void tell(each).catch(this.failed);
      }
    }
  }
}

async function tell({ run, findings }: News): Promise<void> {
  const buttons: readonly (readonly [title: string, command: string])[] = [
    [vscode.l10n.t('Open Run'), 'transformers.health.open'],
    ...(isActive(run) ? [[vscode.l10n.t('Stop Training Run'), 'transformers.training.stop'] as const] : []),
  ];
  const titles = buttons.map(([title]) => title);
  const words = withoutLinks(noticeWords(run, findings));
  const chosen = await (findings.some(({ severity }) => severity === 'error')
    ? vscode.window.showErrorMessage(words, ...titles)
    : vscode.window.showWarningMessage(words, ...titles));
  const command = buttons.find(([title]) => title === chosen)?.[1];
  if (command !== undefined) {
    await vscode.commands.executeCommand(command, { folder: run.folder, rule: findings[0]?.rule });
  }
}
