// Takes a run over that this user's workbench did not start, after showing what it would run.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { type Run, TRAINING_ADOPT } from '../protocol';
import type { RunsReader } from './runsReader';

/** A command may be of any length; a question is not. */
const LONGEST = 600;

export class Adoption {
  constructor(
    private readonly server: Pick<LanguageServer, 'request'>,
    private readonly reader: Pick<RunsReader, 'show' | 'put'>,
  ) {}

  async adopt({ folder, name }: Run): Promise<void> {
    const { command } = await this.reader.show(folder);
    const adopt = vscode.l10n.t('Adopt');
    const detail = [
      vscode.l10n.t(
        'It came with its folder, was moved, or was started from another machine or by an earlier version. Adopting it starts nothing. From then on you can stop it, and resume it with this command:',
      ),
      command.length > LONGEST ? `${command.slice(0, LONGEST)}…` : command,
      vscode.l10n.t('Adopt it only if you know where the folder comes from.'),
    ].join('\n\n');
    const question = vscode.l10n.t('Adopt the training run {0}?', name);
    if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, adopt)) === adopt) {
      await this.reader.put(await this.server.request(TRAINING_ADOPT, { folder }));
    }
  }
}
