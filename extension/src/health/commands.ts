// What the commands of this room do.
import * as vscode from 'vscode';
import type { RunsReader } from '../training/runsReader';
import type { LogSubject } from '../webview/healthMessages';
import { openArgument } from './arguments';
import type { LogSources } from './logSources';
import type { LogsReader } from './logsReader';
import type { RunPanels } from './panels';
import { pickLogs, pickRunLog, pickRunLogs } from './pickLogs';
import { lastPart, logSubject } from './subjects';

type Arguments = readonly unknown[];

export interface HealthParts {
  readonly runs: Pick<RunsReader, 'runs' | 'byFolder' | 'ask'>;
  readonly logs: Pick<LogsReader, 'open' | 'close' | 'get'>;
  readonly sources: LogSources;
  readonly panels: Pick<RunPanels, 'open'>;
}

export class HealthCommands {
  constructor(private readonly parts: HealthParts) {}

  async open(args: Arguments): Promise<void> {
    const { panels } = this.parts;
    const { logs, rule, preserveFocus } = openArgument(args);
    const [given] = logs;
    const log = given === undefined ? await this.pickRun() : this.subject(given);
    if (log === 'other') {
      await this.diagnose([]);
    } else if (log) {
      const panel = panels.open([log], preserveFocus);
      if (rule !== '') {
        panel.showFinding(log.log, rule);
      }
    }
  }

  async compare(args: Arguments): Promise<void> {
    const { logs } = openArgument(args);
    const subjects =
      logs.length > 1 ? logs.map((log) => this.subject(log)) : await pickRunLogs(await this.known());
    if (subjects) {
      this.parts.panels.open(subjects);
    }
  }

  async diagnose(args: Arguments): Promise<void> {
    const { sources, panels } = this.parts;
    const given = openArgument(args).logs.map((log) => this.subject(log));
    const subjects = given.length > 0 ? given : await pickLogs(sources, { runs: [], empty: true });
    if (subjects) {
      await this.whileOpen(subjects, () => panels.open(subjects));
    }
  }

  private async pickRun(): Promise<LogSubject | 'other' | undefined> {
    return pickRunLog(await this.known());
  }

  private async known(): Promise<NonNullable<RunsReader['runs']>> {
    const { runs } = this.parts;
    if (runs.runs === undefined) {
      await runs.ask();
    }
    return runs.runs ?? [];
  }

  /** A run by the name that its list has for it, however the folder was written. */
  private subject(log: string): LogSubject {
    const { runs } = this.parts;
    const run =
      runs.byFolder(log) ??
      runs.runs?.find(
        ({ folder }) => vscode.Uri.parse(folder).toString() === vscode.Uri.parse(log).toString(),
      );
    return run ? logSubject(run.folder, run.name) : logSubject(log);
  }

  /** Any file can be chosen: one that is no log is an error, and no panel. */
  private async whileOpen(subjects: readonly LogSubject[], work: () => unknown): Promise<void> {
    const { logs } = this.parts;
    const progress = {
      location: vscode.ProgressLocation.Window,
      title: vscode.l10n.t(
        'Reading {0}…',
        subjects.map(({ log }) => lastPart(log)).join(vscode.l10n.t(', ')),
      ),
    };
    try {
      await vscode.window.withProgress(progress, () =>
        Promise.all(subjects.map((subject) => logs.open(subject))),
      );
      const broken = subjects
        .map(({ log }) => logs.get(log))
        .find((log) => log && log.problem !== '' && !log.state);
      if (broken) {
        throw broken.error;
      }
      work();
    } finally {
      subjects.forEach(({ log }) => logs.close(log));
    }
  }
}
