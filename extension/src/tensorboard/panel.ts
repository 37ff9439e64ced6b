// One panel: shows the server of its folders, or says why there is none and what can be done.
import * as vscode from 'vscode';
import { page as document, webviewRoot } from '../webview/page';
import type {
  PanelAction,
  PanelSubject,
  TensorBoardHostMessage,
  TensorBoardPage,
} from '../webview/tensorboardMessages';
import { tensorBoardStrings } from '../webview/tensorboardStrings';
import { externalAddress, frameOrigin } from './addresses';
import type { Explanation } from './explanation';
import type { Launcher } from './launcher';
import { asWebviewMessage } from './panelMessages';
import { barActions, frameNote, noticePage, unreachablePage } from './panelPages';
import { type PanelState, panelState } from './panelState';
import type { ServerAddresses } from './serverAddresses';
import type { ServersReader } from './serversReader';

export interface PanelServices {
  readonly extensionUri: vscode.Uri;
  readonly servers: ServersReader;
  readonly addresses: ServerAddresses;
  readonly launcher: Launcher;
  readonly explanation: Explanation;
  readonly output: vscode.LogOutputChannel;
  /** What is done outside the panel: the commands of this room. */
  readonly run: (action: Exclude<PanelAction, 'reload'>, subject: PanelSubject) => Promise<void>;
}

export class TensorBoardPanel implements vscode.Disposable {
  private readonly disposed = new vscode.EventEmitter<void>();
  readonly onDidDispose = this.disposed.event;
  private readonly subscriptions: vscode.Disposable;
  /** The origin that the document in the webview may frame; undefined before there is a document. */
  private origin: string | undefined;
  private message: TensorBoardHostMessage | undefined;
  private ready = false;
  private turn = 0;
  private reloads = 0;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private current: PanelSubject,
    private readonly services: PanelServices,
  ) {
    const { extensionUri, servers, launcher, explanation } = services;
    const icon = (theme: string): vscode.Uri =>
      vscode.Uri.joinPath(extensionUri, 'images', `tensorboard-${theme}.svg`);
    panel.title = current.title;
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    panel.webview.options = { enableScripts: true, localResourceRoots: [webviewRoot(extensionUri)] };
    this.subscriptions = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      panel.onDidChangeViewState(() => this.update()),
      panel.onDidDispose(() => this.dispose()),
      servers.onDidChange(() => this.update()),
      launcher.onDidChange(() => this.update()),
      explanation.onDidChange(() => this.update()),
    );
    this.update();
  }

  get subject(): PanelSubject {
    return this.current;
  }

  /** Somebody looks at it and it waits for something to happen elsewhere. */
  get waits(): boolean {
    const { kind } = this.state;
    return this.panel.visible && (kind === 'waiting' || kind === 'missing');
  }

  reveal(): void {
    this.panel.reveal();
    this.update();
  }

  close(): void {
    this.panel.dispose();
  }

  dispose(): void {
    this.turn += 1;
    this.subscriptions.dispose();
    this.disposed.fire();
    this.disposed.dispose();
  }

  private get state(): PanelState {
    const { servers, launcher } = this.services;
    return panelState({
      server: servers.byId(this.current.id),
      known: servers.servers !== undefined,
      starting: launcher.isStarting(this.current.folders),
      failure: launcher.failure(this.current.folders),
    });
  }

  private update(): void {
    if (this.panel.visible || this.origin === undefined) {
      void this.show().catch((error: unknown) => {
        this.services.output.error(error instanceof Error ? error : String(error));
      });
    }
  }

  private async show(): Promise<void> {
    const turn = ++this.turn;
    const { state } = this;
    const server = 'server' in state ? state.server : undefined;
    if (server) {
      this.current = { id: server.id, folders: server.folders, title: server.title };
    }
    const { page, origin } =
      state.kind === 'showing'
        ? await this.frame(state).catch((error: unknown) => this.unreachable(error))
        : { page: noticePage(state, this.current), origin: undefined };
    if (turn !== this.turn) {
      return;
    }
    this.message = {
      kind: 'show',
      strings: tensorBoardStrings(),
      subject: this.current,
      page,
      actions: barActions(state),
      explained: this.services.explanation.shown,
    };
    this.panel.title = this.current.title;
    if (this.origin === undefined || (origin !== undefined && origin !== this.origin)) {
      this.origin = origin ?? '';
      this.ready = false;
      const { webview } = this.panel;
      webview.html = document(webview, this.services.extensionUri, 'tensorboard', origin);
    }
    this.send();
  }

  private async frame(
    state: Extract<PanelState, { kind: 'showing' }>,
  ): Promise<{ readonly page: TensorBoardPage; readonly origin: string | undefined }> {
    const { server } = state;
    const address = await externalAddress(await this.services.addresses.of(server));
    const origin = frameOrigin(address);
    if (origin === undefined) {
      throw new Error(`TensorBoard cannot be shown in a panel: ${address.scheme}://${address.authority}`);
    }
    const key = [server.pid, server.started, this.reloads].join(' ');
    return {
      page: { kind: 'frame', url: address.toString(true), key, note: frameNote(state) },
      origin,
    };
  }

  /** It runs, and the editor cannot bring its page here. */
  private unreachable(error: unknown): { readonly page: TensorBoardPage; readonly origin: undefined } {
    this.services.output.error(error instanceof Error ? error : String(error));
    return { page: unreachablePage(), origin: undefined };
  }

  private receive(value: unknown): void {
    const message = asWebviewMessage(value);
    switch (message?.kind) {
      case 'ready':
        this.ready = true;
        this.send();
        break;
      case 'explain':
        void this.services.explanation.show(message.explained);
        break;
      case 'act':
        if (message.action === 'reload') {
          this.reloads += 1;
          this.update();
          void this.services.servers.ask();
        } else {
          void this.services.run(message.action, this.current);
        }
        break;
      case undefined:
        break;
    }
  }

  private send(): void {
    if (this.ready && this.message) {
      void this.panel.webview.postMessage(this.message);
    }
  }
}
