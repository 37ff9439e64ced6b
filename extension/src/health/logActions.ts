// What the buttons beside a log do: mostly what the commands of other rooms do.
import * as vscode from 'vscode';
import type { LogAction } from '../webview/healthMessages';
import { openBeside } from './besidePanel';
import type { FollowedLog, LogsReader } from './logsReader';
import type { RunFacts } from './runFacts';

export interface ActedOn {
  readonly followed: FollowedLog;
  /** The panel's. */
  readonly column: vscode.ViewColumn | undefined;
}

export class LogActions {
  constructor(
    private readonly logs: LogsReader,
    private readonly facts: RunFacts,
  ) {}

  async act(action: Exclude<LogAction, 'remove'>, { followed, column }: ActedOn): Promise<void> {
    const { log } = followed.subject;
    const isRun = this.facts.run(log) !== undefined;
    const training = (command: string, argument: object = { folder: log }): Thenable<unknown> =>
      vscode.commands.executeCommand(`transformers.training.${command}`, argument);
    switch (action) {
      case 'adopt':
      case 'stop':
      case 'resume':
      case 'startAgain':
        await training(action);
        await this.facts.ask(log);
        break;
      case 'copyCommand':
        await training(action);
        break;
      case 'tensorBoard':
        await (isRun
          ? training('openTensorBoard')
          : vscode.commands.executeCommand('transformers.tensorboard.open', { folders: [log] }));
        break;
      case 'openScript':
        await this.openScript(followed, column);
        break;
      case 'openLog':
        await openAtEnd(followed.state?.textLog ?? '', column);
        if (isRun) {
          // The editor that has the focus now stays at the end of the log from there on.
          await training('showLog');
        }
        break;
      case 'revealFolder':
        await training('revealFolder', isRun ? { folder: log } : { output: log });
        break;
      case 'chooseScript':
        await this.chooseScript(followed);
        break;
      case 'reload':
        await this.logs.reload(log);
        break;
    }
  }

  private async openScript(
    { subject, state }: FollowedLog,
    column: vscode.ViewColumn | undefined,
  ): Promise<void> {
    const ofRun = this.facts.details(subject.log)?.spec.script ?? '';
    const script = [ofRun, subject.script, state?.script ?? ''].find((each) => each !== '');
    if (script !== undefined) {
      await openBeside(vscode.Uri.parse(script), column);
    }
  }

  private async chooseScript({ subject, state }: FollowedLog): Promise<void> {
    const known = subject.script === '' ? (state?.script ?? '') : subject.script;
    const [chosen] =
      (await vscode.window.showOpenDialog({
        title: vscode.l10n.t('Script that Wrote {0}', subject.name),
        openLabel: vscode.l10n.t('Choose'),
        filters: { Python: ['py'] },
        ...(known === '' ? {} : { defaultUri: vscode.Uri.parse(known) }),
      })) ?? [];
    if (chosen) {
      await this.logs.tellScript(subject.log, chosen.toString());
    }
  }
}

/** What was printed last is what people look for. */
async function openAtEnd(text: string, column: vscode.ViewColumn | undefined): Promise<void> {
  const uri = vscode.Uri.parse(text);
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    const { end } = document.lineAt(document.lineCount - 1).range;
    await openBeside(uri, column, new vscode.Range(end, end));
  } catch {
    // Too large for extensions to read: VS Code itself still shows it.
    await vscode.commands.executeCommand('vscode.open', uri);
  }
}
