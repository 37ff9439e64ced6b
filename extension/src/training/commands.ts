// What the commands of this room do with runs that there are.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { serverProblem } from '../client/serverProblem';
import { type Run, TRAINING_RESUME } from '../protocol';
import type { Adoption } from './adoption';
import { asksForView, givenOutput, givenRuns } from './arguments';
import type { LogFollower } from './logFollower';
import { pickRun, pickRuns } from './pickRuns';
import type { Removal } from './removal';
import type { RunReports } from './reports';
import { saveRunFile } from './runFile';
import type { RunsReader } from './runsReader';
import { type Show, type StartFlow, tellReused } from './startFlow';
import { workspaceFolder } from './startTarget';
import type { Stopping } from './stopping';
import type { TrainingView } from './view';
import { isActive, isOurs, listed } from './words';

type Arguments = readonly unknown[];

export interface TrainingParts {
  readonly server: LanguageServer;
  readonly reader: RunsReader;
  readonly view: TrainingView;
  readonly flow: StartFlow;
  readonly stopping: Stopping;
  readonly removal: Removal;
  readonly adoption: Adoption;
  readonly reports: RunReports;
  readonly logs: LogFollower;
  readonly show: Show;
}

export class TrainingCommands {
  constructor(private readonly parts: TrainingParts) {}

  async stop(args: Arguments): Promise<void> {
    const { reader, view, stopping } = this.parts;
    const runs = await this.several(args, reader.active, vscode.l10n.t('Stop Training Run'));
    await view.whileBusy(() => stopping.stop(runs.filter((run) => isActive(run) && isOurs(run))));
  }

  async resume(args: Arguments): Promise<void> {
    const { server, reader, view, show } = this.parts;
    const resumable = (run: Run): boolean => !isActive(run) && run.canResume;
    const run = await this.one(args, vscode.l10n.t('Resume Training Run'), resumable);
    if (run === undefined) {
      return;
    }
    const started = await view.whileBusy(() => server.request(TRAINING_RESUME, { folder: run.folder }));
    await reader.put(started.run);
    await show(started.run.folder);
    if (started.reused) {
      void tellReused(started.run.folder, show);
    }
  }

  async adopt(args: Arguments): Promise<void> {
    const foreign = (run: Run): boolean => !isOurs(run);
    const run = await this.one(args, vscode.l10n.t('Adopt Training Run'), foreign);
    if (run && foreign(run)) {
      await this.parts.view.whileBusy(() => this.parts.adoption.adopt(run));
    }
  }

  async startAgain(args: Arguments): Promise<void> {
    const run = await this.one(args, vscode.l10n.t('Start Training Run Again'));
    if (run) {
      const { spec } = await this.parts.reader.show(run.folder);
      const folder = workspaceFolder(vscode.Uri.parse(spec.script));
      await this.parts.flow.run(
        { spec, folder, file: undefined },
        {
          // What somebody else wrote is asked about like a new script.
          questions: !isOurs(run),
          before: false,
        },
      );
    }
  }

  async showLog(args: Arguments): Promise<void> {
    const run = await this.one(args, vscode.l10n.t('Show Log of Training Run'));
    if (run) {
      const { log } = await this.parts.reader.show(run.folder);
      const uri = vscode.Uri.parse(log);
      // One that waits has none yet.
      if (await isThere(uri)) {
        await this.parts.logs.show(uri);
      } else {
        await vscode.window.showInformationMessage(vscode.l10n.t('{0} has printed nothing yet.', run.name));
      }
    }
  }

  async showRun(args: Arguments): Promise<void> {
    const { view, reader, reports } = this.parts;
    if (asksForView(args)) {
      const [folder] = givenRuns(args);
      await view.reveal(folder ?? reader.active[0]?.folder ?? '', true);
      return;
    }
    const run = await this.one(args, vscode.l10n.t('Show Facts of Training Run'));
    if (run) {
      await reports.show(run.name, run.folder);
    }
  }

  async openTensorBoard(args: Arguments): Promise<void> {
    const run = await this.one(args, vscode.l10n.t('Open TensorBoard of Training Run'));
    if (run === undefined) {
      return;
    }
    const { logDirs } = await this.parts.reader.show(run.folder);
    if (logDirs.length === 0) {
      await vscode.window.showInformationMessage(
        vscode.l10n.t('{0} has written nothing for TensorBoard yet.', run.name),
      );
    } else {
      await vscode.commands.executeCommand('transformers.tensorboard.open', { folders: logDirs });
    }
  }

  async openScript(args: Arguments): Promise<void> {
    const run = await this.one(args, vscode.l10n.t('Open Script of Training Run'));
    if (run) {
      const { spec } = await this.parts.reader.show(run.folder);
      await vscode.window.showTextDocument(vscode.Uri.parse(spec.script));
    }
  }

  async revealFolder(args: Arguments): Promise<void> {
    const output = givenOutput(args);
    const folder = output ?? (await this.one(args, vscode.l10n.t('Reveal Folder of Training Run')))?.folder;
    if (folder === undefined) {
      return;
    }
    const uri = vscode.Uri.parse(folder);
    if (vscode.workspace.getWorkspaceFolder(uri)) {
      await vscode.commands.executeCommand('revealInExplorer', uri);
    } else if (vscode.env.remoteName === undefined) {
      await vscode.commands.executeCommand('revealFileInOS', uri);
    } else {
      // There is no file manager where the files are.
      await vscode.commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true });
    }
  }

  async copyCommand(args: Arguments): Promise<void> {
    const run = await this.one(args, vscode.l10n.t('Copy Command of Training Run'));
    if (run) {
      const { command } = await this.parts.reader.show(run.folder);
      await vscode.env.clipboard.writeText(command);
      vscode.window.setStatusBarMessage(vscode.l10n.t('Command copied'), 3000);
    }
  }

  async keepRunFile(args: Arguments): Promise<void> {
    const run = await this.one(args, vscode.l10n.t('Save Training Run as *.run.json'));
    if (run) {
      const { spec } = await this.parts.reader.show(run.folder);
      await saveRunFile(this.parts.server, spec);
    }
  }

  async remove(args: Arguments): Promise<void> {
    const { reader, removal } = this.parts;
    const ended = (reader.runs ?? []).filter((run) => !isActive(run));
    const runs = await this.several(args, ended, vscode.l10n.t('Delete Training Runs'), this.selection());
    const active = runs.filter(isActive);
    if (active.length > 0) {
      await vscode.window.showInformationMessage(
        vscode.l10n.t('Stop it before you delete it: {0}', listed(active.map(({ name }) => name))),
      );
    }
    const removable = runs.filter((run) => !isActive(run));
    if (removable.length > 0) {
      await removal.remove(removable);
    }
  }

  private selection(): readonly string[] {
    return givenRuns([], this.parts.view.selection);
  }

  /** The one that the arguments name, that is selected, or that the user picks. */
  private async one(
    args: Arguments,
    title: string,
    fits: (run: Run) => boolean = () => true,
  ): Promise<Run | undefined> {
    const [given] = await this.known(givenRuns(args, this.parts.view.selection));
    if (given && (fits(given) || args[0] !== undefined)) {
      return given;
    }
    return pickRun((this.parts.reader.runs ?? []).filter(fits), title);
  }

  private async several(
    args: Arguments,
    candidates: readonly Run[],
    title: string,
    selected: readonly string[] = [],
  ): Promise<readonly Run[]> {
    const given = givenRuns(args);
    const folders = given.length > 0 ? given : selected;
    return folders.length > 0 ? this.known(folders) : pickRuns(candidates, title);
  }

  private async known(folders: readonly string[]): Promise<readonly Run[]> {
    const { reader } = this.parts;
    if (folders.some((folder) => reader.byFolder(folder) === undefined)) {
      await reader.ask();
    }
    const runs = await Promise.all(
      folders.map(async (folder) => reader.byFolder(folder) ?? (await this.elsewhere(folder))),
    );
    return runs.filter((run) => run !== undefined);
  }

  /** One that is not in the list of this window: its panel can be open here all the same. */
  private async elsewhere(folder: string): Promise<Run | undefined> {
    try {
      return (await this.parts.reader.show(folder)).run;
    } catch (error) {
      if (serverProblem(error) === undefined) {
        throw error;
      }
      // It was removed a moment ago.
      return undefined;
    }
  }
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
