import * as vscode from 'vscode';
import type { ClientRoom } from '../client/room';
import type { Command, CommandTable } from '../commands';
import type { RunsReader } from '../training/runsReader';
import type { HEALTH_COMMANDS } from './commandIds';
import { HealthCommands } from './commands';
import { KeptLogs } from './keptLogs';
import { LogActions } from './logActions';
import { LogSources } from './logSources';
import { LogsReader } from './logsReader';
import { RunPanels } from './panels';
import { RememberedView } from './rememberedView';
import { RunFacts } from './runFacts';

type Arguments = readonly unknown[];

/** Run panels: curves, findings and the log of a training, of ours or of anybody's. */
export class HealthRoom implements vscode.Disposable {
  readonly commands: CommandTable<(typeof HEALTH_COMMANDS)[number]>;
  private readonly panels: RunPanels;
  private readonly subscriptions: vscode.Disposable;

  constructor(context: vscode.ExtensionContext, client: ClientRoom, runs: RunsReader) {
    const { server, output } = client;
    const logs = new LogsReader(server, output);
    const facts = new RunFacts(runs, output);
    const kept = new KeptLogs(vscode.Uri.joinPath(context.globalStorageUri, 'logs').fsPath);
    const sources = new LogSources(kept, () => this.panels.logs);
    const panels = new RunPanels({
      extensionUri: context.extensionUri,
      server,
      logs,
      facts,
      sources,
      actions: new LogActions(logs, facts),
      view: new RememberedView(context.globalState),
      output,
      failed: (error) => client.reportFailure(error),
    });
    this.panels = panels;
    const commands = new HealthCommands({ runs, logs, sources, panels });
    this.subscriptions = vscode.Disposable.from(panels, facts, logs);
    this.commands = {
      'transformers.health.open': asking((args) => commands.open(args)),
      'transformers.health.compare': asking((args) => commands.compare(args)),
      'transformers.health.diagnose': asking((args) => commands.diagnose(args)),
    };
  }

  /** Whether somebody sees the findings of this log at this moment. */
  isLookedAt(log: string): boolean {
    return this.panels.isSeen(log);
  }

  dispose(): void {
    this.subscriptions.dispose();
  }
}

function asking(run: (args: Arguments) => Promise<void>): Command {
  return { needs: 'server', run: (...args) => run(args) };
}
