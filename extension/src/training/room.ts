import * as vscode from 'vscode';
import type { ClientRoom } from '../client/room';
import type { Command, CommandTable } from '../commands';
import { startArgument } from './arguments';
import type { TRAINING_COMMANDS } from './commandIds';
import { Adoption } from './adoption';
import { TrainingCommands } from './commands';
import { EndNotices } from './endNotices';
import { FindingNotices } from './findingNotices';
import { LastStarts } from './lastStarts';
import { LogFollower } from './logFollower';
import { NewScript } from './newScript/newScript';
import { Removal } from './removal';
import { Review } from './review';
import { RunReports } from './reports';
import { RunsReader } from './runsReader';
import { showStarted } from './showStarted';
import { type Show, StartFlow } from './startFlow';
import { StartTargets } from './startTarget';
import { TrainingStatusItem } from './statusItem';
import { Stopping } from './stopping';
import { TrainingTree } from './tree';
import { isTrusted } from './trusted';
import { TrainingView } from './view';

type Arguments = readonly unknown[];

/** Training runs: started from scripts, seen in the view, told of when they end. */
export class TrainingRoom implements vscode.Disposable {
  readonly commands: CommandTable<(typeof TRAINING_COMMANDS)[number]>;
  /** What is known of the runs; the room of run panels shows it too. */
  readonly runs: RunsReader;
  /** Whether somebody sees the findings of the run in this folder at this moment; whoever shows them says so. */
  isLookedAt: (folder: string) => boolean = () => false;
  private readonly subscriptions: vscode.Disposable;
  private readonly targets: StartTargets;
  private readonly flow: StartFlow;

  constructor(context: vscode.ExtensionContext, client: ClientRoom) {
    const { server, output } = client;
    const { workspaceState } = context;
    const reader = new RunsReader(server, output, workspaceState);
    this.runs = reader;
    const tree = new TrainingTree(reader, output);
    const view = new TrainingView(tree, reader);
    const lastStarts = new LastStarts(workspaceState);
    const logs = new LogFollower();
    const reports = new RunReports(reader);
    const newScript = new NewScript(server);
    this.targets = new StartTargets(server, lastStarts);
    const show: Show = (folder) => showStarted(view, folder);
    this.flow = new StartFlow(server, reader, lastStarts, new Review(server, output), show);
    const failed = (error: unknown): Promise<void> => client.reportFailure(error);
    const commands = new TrainingCommands({
      server,
      reader,
      view,
      flow: this.flow,
      stopping: new Stopping(server, reader),
      removal: new Removal(server, reader),
      adoption: new Adoption(server, reader),
      reports,
      logs,
      show,
    });
    this.subscriptions = vscode.Disposable.from(
      new EndNotices(reader, workspaceState, failed),
      new FindingNotices(reader, workspaceState, (folder) => this.isLookedAt(folder), failed),
      new TrainingStatusItem(reader),
      newScript,
      logs,
      reports,
      view,
      tree,
      reader,
    );
    this.commands = {
      'transformers.training.start': trusted((args) => this.start(args)),
      'transformers.training.newScript': trusted((args) => newScript.run(args)),
      'transformers.training.stop': trusted((args) => commands.stop(args)),
      'transformers.training.resume': trusted((args) => commands.resume(args)),
      'transformers.training.adopt': trusted((args) => commands.adopt(args)),
      'transformers.training.startAgain': trusted((args) => commands.startAgain(args)),
      'transformers.training.showLog': asking((args) => commands.showLog(args)),
      'transformers.training.showRun': asking((args) => commands.showRun(args)),
      'transformers.training.openTensorBoard': asking((args) => commands.openTensorBoard(args)),
      'transformers.training.openScript': asking((args) => commands.openScript(args)),
      'transformers.training.revealFolder': asking((args) => commands.revealFolder(args)),
      'transformers.training.copyCommand': asking((args) => commands.copyCommand(args)),
      'transformers.training.keepRunFile': asking((args) => commands.keepRunFile(args)),
      'transformers.training.remove': asking((args) => commands.remove(args)),
      'transformers.training.refresh': asking(() => Promise.resolve(view.whileBusy(() => reader.ask()))),
    };
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private async start(args: Arguments): Promise<void> {
    const argument = startArgument(args);
    // Nobody named the script of the active editor: going back from it offers others.
    const before = argument.kind === 'nothing';
    let target = await this.targets.find(argument);
    while (target?.kind === 'draft' && (await this.flow.run(target.draft, { ...target, before }))) {
      target = await this.targets.choose();
    }
    if (target?.kind === 'newScript') {
      await vscode.commands.executeCommand('transformers.training.newScript');
    }
  }
}

function asking(run: (args: Arguments) => Promise<void>): Command {
  return { needs: 'server', run: (...args) => run(args) };
}

/** Starts or ends what a workspace brought along. */
function trusted(run: (args: Arguments) => Promise<void>): Command {
  return asking(async (args) => {
    if (await isTrusted()) {
      await run(args);
    }
  });
}
