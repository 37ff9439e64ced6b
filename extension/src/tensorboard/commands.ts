// What the commands of this room do.
import * as vscode from 'vscode';
import type { TensorBoardServer } from '../protocol';
import { externalAddress } from './addresses';
import { asksForPanel, asksForRunning, givenFolders, givenServers } from './arguments';
import type { FolderFinder } from './findFolders';
import type { Launcher } from './launcher';
import type { TensorBoardNode } from './nodes';
import type { TensorBoardPanels } from './panels';
import { pickServer, pickServers } from './pickServers';
import type { ServerAddresses } from './serverAddresses';
import type { ServersReader } from './serversReader';
import { opensInBrowser } from './settings';

type Arguments = readonly unknown[];

export class TensorBoardCommands {
  constructor(
    private readonly servers: ServersReader,
    private readonly addresses: ServerAddresses,
    private readonly launcher: Launcher,
    private readonly finder: FolderFinder,
    private readonly panels: TensorBoardPanels,
    private readonly selection: () => readonly TensorBoardNode[],
  ) {}

  async open(args: Arguments): Promise<void> {
    await this.show(await this.folders(args), opensInBrowser() && !asksForPanel(args));
  }

  async openInBrowser(args: Arguments): Promise<void> {
    await this.show(await this.folders(args), true);
  }

  async compare(args: Arguments): Promise<void> {
    const given = givenFolders(args);
    await this.show(given.length > 1 ? given : await this.finder.compare(), opensInBrowser());
  }

  async stop(args: Arguments): Promise<void> {
    const given = await this.known(args);
    const chosen = given ?? (await pickServers(this.servers.running, vscode.l10n.t('Stop TensorBoard')));
    const stopped = await Promise.all(chosen.map(({ id }) => this.launcher.stop(id)));
    if (stopped.length > 0) {
      vscode.window.setStatusBarMessage(
        vscode.l10n.t('TensorBoard stopped: {0}', chosen.map(({ title }) => title).join(vscode.l10n.t(', '))),
        4000,
      );
    }
  }

  async restart(args: Arguments): Promise<void> {
    for (const { id, folders } of await this.one(args, vscode.l10n.t('Restart TensorBoard'))) {
      await this.launcher.restart(id, folders);
    }
  }

  /** As it is on the machine it runs on, for whoever forwards its port in a way of their own. */
  async copyUrl(args: Arguments): Promise<void> {
    for (const server of await this.one(args, vscode.l10n.t('Copy TensorBoard URL'))) {
      await vscode.env.clipboard.writeText(await this.addresses.of(server));
      vscode.window.setStatusBarMessage(vscode.l10n.t('TensorBoard URL copied.'), 4000);
    }
  }

  async showLog(args: Arguments): Promise<void> {
    for (const { log } of await this.one(args, vscode.l10n.t('Show TensorBoard Log'))) {
      const uri = vscode.Uri.parse(log);
      try {
        const editor = await vscode.window.showTextDocument(uri);
        // What it said last is what people look for.
        const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
        editor.revealRange(new vscode.Range(end, end));
      } catch {
        void vscode.window.showErrorMessage(vscode.l10n.t('{0} cannot be opened.', uri.fsPath));
      }
    }
  }

  private async show(folders: readonly string[] | undefined, inBrowser: boolean): Promise<void> {
    if (folders === undefined || folders.length === 0) {
      return;
    }
    const server = await this.launcher.start(folders);
    if (inBrowser) {
      await vscode.env.openExternal(await externalAddress(await this.addresses.of(server)));
    } else {
      this.panels.open(server);
    }
  }

  /** What is to be shown; undefined when the user would rather not say. */
  private async folders(args: Arguments): Promise<readonly string[] | undefined> {
    if (asksForRunning(args)) {
      return (await pickServer(this.servers.running, vscode.l10n.t('Open TensorBoard')))?.folders;
    }
    const given = givenFolders(args);
    if (given.length > 0) {
      return given;
    }
    const [server] = (await this.known(args)) ?? [];
    return server ? server.folders : this.finder.find();
  }

  private async one(args: Arguments, title: string): Promise<readonly TensorBoardServer[]> {
    const given = await this.known(args, this.selection());
    const server = given?.[0] ?? (await pickServer(this.servers.servers ?? [], title));
    return server ? [server] : [];
  }

  /** The servers that the arguments name; undefined when they name none. */
  private async known(
    args: Arguments,
    selection: readonly TensorBoardNode[] = [],
  ): Promise<readonly TensorBoardServer[] | undefined> {
    const ids = givenServers(args, selection);
    if (ids.length === 0 || this.servers.servers === undefined) {
      // Of what a command line or another window has started since, only the language server knows.
      await this.servers.ask();
    }
    return ids.length === 0 ? undefined : ids.flatMap((id) => this.servers.byId(id) ?? []);
  }
}
