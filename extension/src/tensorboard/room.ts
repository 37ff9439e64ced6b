import * as vscode from 'vscode';
import type { ClientRoom } from '../client/room';
import type { Command, CommandTable } from '../commands';
import type { TENSORBOARD_COMMANDS } from './commandIds';
import { TensorBoardCommands } from './commands';
import { Explanation } from './explanation';
import { FolderFinder } from './findFolders';
import { FoldersReader } from './foldersReader';
import { Launcher } from './launcher';
import { panelAction } from './panelActions';
import { TensorBoardPanels } from './panels';
import { ServerAddresses } from './serverAddresses';
import { ServersReader } from './serversReader';
import { TensorBoardStatusItem } from './statusItem';
import { TensorBoardTree } from './tree';
import { TENSORBOARD_VIEW, TensorBoardView } from './view';

type Arguments = readonly unknown[];

/** TensorBoard: log folders, the servers that show them, and the panels that show those. */
export class TensorBoardRoom implements vscode.Disposable {
  readonly commands: CommandTable<(typeof TENSORBOARD_COMMANDS)[number]>;
  private readonly servers: ServersReader;
  private readonly folders: FoldersReader;
  private readonly subscriptions: vscode.Disposable;

  constructor(context: vscode.ExtensionContext, { server, output }: ClientRoom) {
    this.servers = new ServersReader(server, output);
    this.folders = new FoldersReader(server, output);
    const launcher = new Launcher(server, this.servers);
    const addresses = new ServerAddresses(server);
    const explanation = new Explanation(context.globalState);
    const panels = new TensorBoardPanels({
      extensionUri: context.extensionUri,
      servers: this.servers,
      addresses,
      launcher,
      explanation,
      output,
      run: panelAction,
    });
    const tree = new TensorBoardTree();
    const view = new TensorBoardView(tree, this.servers, this.folders);
    const finder = new FolderFinder(server);
    const commands = new TensorBoardCommands(
      this.servers,
      addresses,
      launcher,
      finder,
      panels,
      () => view.selection,
    );
    this.subscriptions = vscode.Disposable.from(
      new TensorBoardStatusItem(this.servers),
      view,
      tree,
      panels,
      explanation,
      launcher,
      this.folders,
      this.servers,
    );
    this.commands = {
      'transformers.tensorboard.open': asking((args) => commands.open(args)),
      'transformers.tensorboard.openInBrowser': asking((args) => commands.openInBrowser(args)),
      'transformers.tensorboard.compare': asking((args) => commands.compare(args)),
      'transformers.tensorboard.stop': asking((args) => commands.stop(args)),
      'transformers.tensorboard.restart': asking((args) => commands.restart(args)),
      'transformers.tensorboard.copyUrl': asking((args) => commands.copyUrl(args)),
      'transformers.tensorboard.showLog': asking((args) => commands.showLog(args)),
      'transformers.tensorboard.refresh': asking(() => this.refresh()),
    };
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private async refresh(): Promise<void> {
    await vscode.window.withProgress({ location: { viewId: TENSORBOARD_VIEW } }, () =>
      Promise.all([this.servers.ask(), this.folders.ask()]),
    );
  }
}

function asking(run: (args: Arguments) => Promise<void>): Command {
  return { needs: 'server', run: (...args) => run(args) };
}
