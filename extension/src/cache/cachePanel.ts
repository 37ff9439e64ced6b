// A webview panel that shows one page at a time and says what the user does there.
import * as vscode from 'vscode';
import type { CacheHostMessage, CachePage, CacheWebviewMessage } from '../webview/cacheMessages';
import { cacheStrings } from '../webview/cacheStrings';
import { page as document, webviewRoot } from '../webview/page';

const VIEW_TYPE = 'transformers.cache.panel';

export type CacheAction = Exclude<CacheWebviewMessage, { kind: 'ready' | 'open' | 'close' }>;

export class CachePanel implements vscode.Disposable {
  private readonly acted = new vscode.EventEmitter<CacheAction>();
  readonly onDidAct = this.acted.event;
  private panel: vscode.WebviewPanel | undefined;
  private page: CachePage | undefined;
  private ready = false;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly title: () => string,
  ) {}

  get isOpen(): boolean {
    return this.panel !== undefined;
  }

  /** Opens the panel when it is not there; what changes while it is does not take the focus. */
  show(page: CachePage): void {
    this.page = page;
    if (this.panel === undefined) {
      this.open();
    } else {
      this.send();
    }
  }

  reveal(): void {
    this.panel?.reveal();
  }

  close(): void {
    this.panel?.dispose();
  }

  dispose(): void {
    this.close();
    this.acted.dispose();
  }

  private open(): void {
    const panel = vscode.window.createWebviewPanel(VIEW_TYPE, this.title(), vscode.ViewColumn.Active, {
      enableScripts: true,
      enableFindWidget: true,
      localResourceRoots: [webviewRoot(this.extensionUri)],
    });
    this.panel = panel;
    panel.iconPath = { light: this.icon('light'), dark: this.icon('dark') };
    panel.webview.onDidReceiveMessage((message: CacheWebviewMessage) => this.receive(message));
    panel.onDidChangeViewState(() => {
      // A hidden webview is thrown away by the editor; the next one says `ready` again.
      this.ready = this.ready && panel.visible;
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.page = undefined;
      this.ready = false;
    });
    panel.webview.html = document(panel.webview, this.extensionUri, 'cache');
  }

  private icon(theme: string): vscode.Uri {
    return vscode.Uri.joinPath(this.extensionUri, 'images', `cache-${theme}.svg`);
  }

  private receive(message: CacheWebviewMessage): void {
    switch (message.kind) {
      case 'ready':
        this.ready = true;
        this.send();
        break;
      case 'open':
        void openAt(message.uri, message.line, message.character);
        break;
      case 'close':
        this.close();
        break;
      case 'include':
      case 'delete':
      case 'retry':
      case 'repair':
      case 'fetch':
        this.acted.fire(message);
        break;
    }
  }

  private send(): void {
    if (this.ready && this.panel && this.page) {
      const message: CacheHostMessage = { kind: 'show', strings: cacheStrings(), page: this.page };
      void this.panel.webview.postMessage(message);
    }
  }
}

async function openAt(uri: string, line: number, character: number): Promise<void> {
  const target = vscode.Uri.parse(uri);
  const place = new vscode.Range(line, character, line, character);
  try {
    // A notebook has an editor of its own, where a line of its JSON means nothing.
    if (target.path.endsWith('.ipynb')) {
      await vscode.commands.executeCommand('vscode.open', target, vscode.ViewColumn.Beside);
    } else {
      await vscode.window.showTextDocument(target, {
        viewColumn: vscode.ViewColumn.Beside,
        selection: place,
      });
    }
  } catch {
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} cannot be opened.', target.fsPath));
  }
}
