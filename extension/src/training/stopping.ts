// Stops runs: first they are asked to save a checkpoint; who asks again may end them at once, and is told what is lost.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { type Run, type RunStopParams, TRAINING_STOP } from '../protocol';
import type { RunsReader } from './runsReader';
import { listed } from './words';

type Level = NonNullable<RunStopParams['level']>;

export class Stopping {
  constructor(
    private readonly server: LanguageServer,
    private readonly reader: RunsReader,
  ) {}

  async stop(runs: readonly Run[]): Promise<void> {
    const asked = runs.filter(({ stopping }) => stopping !== '');
    const fresh = runs.filter(({ stopping }) => stopping === '');
    await this.request(fresh, 'checkpoint');
    if (asked.length > 0) {
      const level = harder(asked);
      if (await this.confirm(asked, level)) {
        await this.request(asked, level);
      }
    }
  }

  private async request(runs: readonly Run[], level: Level): Promise<void> {
    await Promise.all(
      runs.map(async ({ folder }) =>
        this.reader.put(await this.server.request(TRAINING_STOP, { folder, level })),
      ),
    );
  }

  private async confirm(runs: readonly Run[], level: Level): Promise<boolean> {
    const names = listed(runs.map(({ name }) => name));
    const now = level === 'kill' ? vscode.l10n.t('Kill Now') : vscode.l10n.t('Terminate Now');
    const answer = await vscode.window.showWarningMessage(
      level === 'kill' ? vscode.l10n.t('Kill {0} now?', names) : vscode.l10n.t('Terminate {0} now?', names),
      {
        modal: true,
        detail: [
          level === 'kill'
            ? vscode.l10n.t('It was asked to end and has not yet.')
            : vscode.l10n.t('It was asked to save a checkpoint and to stop, and is still at it.'),
          ...(await Promise.all(runs.map((run) => this.losses(run)))),
        ].join('\n\n'),
      },
      now,
    );
    return answer === now;
  }

  private async losses(run: Run): Promise<string> {
    const { outputs } = await this.reader.show(run.folder);
    const saved = Math.max(
      0,
      ...outputs.flatMap(({ kind, step }) => (kind === 'checkpoint' ? (step ?? 0) : [])),
    );
    return lossWords(run, saved);
  }
}

/** `saved`: the step of the last checkpoint; 0: there is none. */
export function lossWords({ name, step }: Run, saved: number): string {
  const lost = Math.max(0, step - saved);
  if (saved === 0) {
    return step === 0
      ? vscode.l10n.t('{0} has no checkpoint yet: all it has done is lost.', name)
      : vscode.l10n.t('{0} has no checkpoint yet: all of its {1} steps are lost.', name, step);
  }
  return lost === 0
    ? vscode.l10n.t('{0} has a checkpoint of its last step.', name)
    : vscode.l10n.t('{0} loses {1} steps since the checkpoint of step {2}.', name, lost, saved);
}

function harder(runs: readonly Run[]): Level {
  return runs.every(({ stopping }) => stopping === 'checkpoint') ? 'terminate' : 'kill';
}
