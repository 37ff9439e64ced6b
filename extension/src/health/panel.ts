// One panel: its logs, how they are looked at, and its webview; carries messages between them.
import * as vscode from 'vscode';
import type { Run } from '../protocol';
import type {
  HealthHostMessage,
  HealthSubject,
  HealthView,
  HealthWebviewMessage,
  LogSubject,
} from '../webview/healthMessages';
import { healthStrings } from '../webview/healthStrings';
import { page, webviewRoot } from '../webview/page';
import { droppedLog } from './arguments';
import { CurveFeed } from './curveFeed';
import { PanelLogSet } from './panelLogSet';
import { asWebviewMessage } from './panelMessages';
import { PanelRequests } from './panelRequests';
import type { PanelServices } from './panelServices';
import { pickLogs } from './pickLogs';
import { logSubject, panelTitle } from './subjects';

type Act = Extract<HealthWebviewMessage, { readonly kind: 'act' }>;

export class RunPanel implements vscode.Disposable {
  private readonly disposed = new vscode.EventEmitter<void>();
  readonly onDidDispose = this.disposed.event;
  private readonly set: PanelLogSet;
  private readonly feed: CurveFeed;
  private readonly requests: PanelRequests;
  private readonly subscriptions: vscode.Disposable;
  private view: HealthView;
  private ready = false;
  private isClosed = false;
  private logsWait: NodeJS.Immediate | undefined;
  private revealed: Extract<HealthHostMessage, { readonly kind: 'reveal' }> | undefined;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    subject: HealthSubject,
    private readonly services: PanelServices,
  ) {
    const { extensionUri, logs, facts } = services;
    const icon = (theme: string): vscode.Uri =>
      vscode.Uri.joinPath(extensionUri, 'images', `run-${theme}.svg`);
    this.view = subject.view;
    this.feed = new CurveFeed(
      logs,
      (message) => this.post(message),
      (error) => services.output.warn(`A curve: ${String(error)}`),
    );
    this.set = new PanelLogSet(services, subject.logs);
    const { set } = this;
    this.requests = new PanelRequests(services, { set, panel, post: (message) => this.post(message) });
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    panel.webview.options = { enableScripts: true, localResourceRoots: [webviewRoot(extensionUri)] };
    this.subscriptions = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      panel.onDidChangeViewState(() => this.visibilityChanged()),
      panel.onDidDispose(() => this.dispose()),
      logs.onDidChange((log) => this.logChanged(log)),
      facts.onDidChange((folder) => this.logChanged(folder)),
    );
    panel.webview.html = page(panel.webview, extensionUri, 'health');
    this.showTitle();
  }

  get logs(): readonly LogSubject[] {
    return this.set.current;
  }

  /** Whether somebody is at work with this log: who types into the script beside it may not see what is new. */
  isUsedFor(log: string): boolean {
    return this.panel.active && this.set.has(log);
  }

  reveal(preserveFocus: boolean): void {
    this.panel.reveal(undefined, preserveFocus);
  }

  /** A finding was opened elsewhere. */
  showFinding(log: string, rule: string): void {
    this.revealed = { kind: 'reveal', log, rule };
    this.sendRevealed();
  }

  dispose(): void {
    this.isClosed = true;
    this.ready = false;
    clearImmediate(this.logsWait);
    this.feed.hide();
    this.subscriptions.dispose();
    this.set.dispose();
    this.disposed.fire();
    this.disposed.dispose();
  }

  private receive(value: unknown): void {
    const message = asWebviewMessage(value);
    if (message) {
      this.answer(message).catch((error: unknown) => this.services.failed(error));
    }
  }

  private async answer(message: HealthWebviewMessage): Promise<void> {
    const { sources } = this.services;
    switch (message.kind) {
      case 'ready':
        this.begin();
        break;
      case 'view':
        this.view = message.view;
        this.services.view.keep(message.view);
        break;
      case 'curves':
        this.feed.show(
          message.curves.filter(({ log }) => this.set.has(log)),
          message.axis,
        );
        break;
      case 'act':
        await this.act(message);
        break;
      case 'addLogs':
        this.add((await pickLogs(sources, { runs: this.otherRuns, empty: false })) ?? []);
        break;
      case 'pasted': {
        const log = await sources.fromText(message.text, message.name);
        this.add(log ? [log] : []);
        break;
      }
      case 'dropped': {
        const isRemote = vscode.env.remoteName !== undefined;
        const found = message.uris.flatMap((uri) => droppedLog(uri, isRemote) ?? []);
        this.add(found.map((log) => logSubject(log)));
        break;
      }
      case 'place':
      case 'startWith':
      case 'about':
      case 'openOutput':
      case 'lines':
      case 'exportCsv':
      case 'exportPng':
        await this.requests.answer(message);
    }
  }

  /** Those that could be laid over what is shown. */
  private get otherRuns(): readonly Run[] {
    return this.services.facts.listed.filter(({ folder }) => !this.set.has(folder));
  }

  private begin(): void {
    this.ready = true;
    this.feed.hide();
    void this.post({ kind: 'init', strings: healthStrings(), view: this.view });
    this.sendLogs();
  }

  private add(subjects: readonly LogSubject[]): void {
    // It may have been closed while the user was asked.
    if (subjects.length > 0 && !this.isClosed) {
      this.set.add(subjects);
      this.sendLogs();
    }
  }

  private async act({ log, action }: Act): Promise<void> {
    const followed = this.services.logs.get(log);
    if (!this.set.has(log)) {
      return;
    }
    if (action === 'remove') {
      this.set.remove(log);
      this.sendLogs();
    } else if (followed) {
      await this.services.actions.act(action, { followed, column: this.panel.viewColumn });
    }
  }

  private logChanged(log: string): void {
    if (!this.set.has(log)) {
      return;
    }
    this.set.notice(log);
    // Several come at once; points are not to wait for any of them.
    this.logsWait ??= setImmediate(() => this.sendLogs());
    this.feed.notice(log);
  }

  /** A hidden webview is thrown away by the editor; the next one says `ready` again. */
  private visibilityChanged(): void {
    if (!this.panel.visible) {
      this.ready = false;
      this.feed.hide();
    }
  }

  private sendLogs(): void {
    clearImmediate(this.logsWait);
    this.logsWait = undefined;
    this.showTitle();
    void this.post({ kind: 'logs', logs: this.set.described() });
    this.sendRevealed();
  }

  /** As soon as the webview knows of it. */
  private sendRevealed(): void {
    const { revealed } = this;
    if (this.ready && revealed && this.services.logs.get(revealed.log)?.state) {
      this.revealed = undefined;
      void this.post(revealed);
    }
  }

  private showTitle(): void {
    const title = panelTitle(this.set.described().map(({ subject }) => subject.name));
    if (title !== this.panel.title) {
      this.panel.title = title;
    }
  }

  private async post(message: HealthHostMessage): Promise<void> {
    if (this.ready) {
      await this.panel.webview.postMessage(message);
    }
  }
}
