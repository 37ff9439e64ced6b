// The logs of one panel: held open as long as the panel is, and what is said of them.
import type * as vscode from 'vscode';
import type { LogSubject, PanelLog } from '../webview/healthMessages';
import { panelLog, toldApart } from './panelLogs';
import type { PanelServices } from './panelServices';
import { withoutRepeats } from './subjects';

export class PanelLogSet implements vscode.Disposable {
  private subjects: readonly LogSubject[] = [];
  private readonly followedRuns = new Map<string, vscode.Disposable>();

  constructor(
    private readonly services: Pick<PanelServices, 'logs' | 'facts' | 'sources'>,
    subjects: readonly LogSubject[],
  ) {
    this.add(subjects);
  }

  /** As they are kept through a reload of the window. */
  get current(): readonly LogSubject[] {
    return this.subjects.map((subject) => this.services.logs.get(subject.log)?.subject ?? subject);
  }

  /** Those of which something could be read. */
  get readable(): readonly string[] {
    const { logs } = this.services;
    return this.subjects.map(({ log }) => log).filter((log) => logs.get(log)?.state !== undefined);
  }

  has(log: string): boolean {
    return this.subjects.some((subject) => subject.log === log);
  }

  add(subjects: readonly LogSubject[]): void {
    const fresh = withoutRepeats(subjects).filter(({ log }) => !this.has(log));
    this.subjects = [...this.subjects, ...fresh];
    for (const subject of fresh) {
      void this.services.logs.open(subject);
      this.notice(subject.log);
    }
  }

  remove(log: string): void {
    if (this.has(log)) {
      this.subjects = this.subjects.filter((subject) => subject.log !== log);
      this.services.logs.close(log);
      this.followedRuns.get(log)?.dispose();
      this.followedRuns.delete(log);
    }
  }

  /** Something is new of one of them: it may turn out to be a run. */
  notice(log: string): void {
    if (this.has(log) && !this.followedRuns.has(log) && this.isRun(log)) {
      this.followedRuns.set(log, this.services.facts.follow(log));
    }
  }

  isRun(log: string): boolean {
    const { logs, facts } = this.services;
    return logs.get(log)?.state?.kind === 'run' || facts.run(log) !== undefined;
  }

  /** For the webview. */
  described(): readonly PanelLog[] {
    const { logs, facts, sources } = this.services;
    const described = this.subjects.map((kept) => {
      const followed = logs.get(kept.log);
      const description = {
        subject: followed?.subject ?? kept,
        state: followed?.state,
        problem: followed?.problem ?? '',
        run: facts.run(kept.log),
        details: facts.details(kept.log),
        isKept: sources.isKept(kept.log),
        isOneOfSeveral: this.subjects.length > 1,
      };
      return panelLog(description, Date.now() / 1000);
    });
    return toldApart(described, (log) => facts.run(log)?.created);
  }

  dispose(): void {
    this.subjects.forEach(({ log }) => this.remove(log));
  }
}
