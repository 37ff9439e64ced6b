// All open panels: one per server, and those of the last session come back.
import * as vscode from 'vscode';
import type { TensorBoardServer } from '../protocol';
import type { PanelSubject } from '../webview/tensorboardMessages';
import { OpenPanels } from '../webview/openPanels';
import { webviewRoot } from '../webview/page';
import { type PanelServices, TensorBoardPanel } from './panel';
import { asSubject } from './panelMessages';

const VIEW_TYPE = 'transformers.tensorboard.panel';

export class TensorBoardPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly panels = new OpenPanels<TensorBoardPanel>();
  private readonly registration: vscode.Disposable;

  constructor(private readonly services: PanelServices) {
    this.registration = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this);
    services.servers.isAwaited = () => this.panels.all.some(({ waits }) => waits);
  }

  open({ id, folders, title }: TensorBoardServer): void {
    const open = this.find(id);
    if (open) {
      open.reveal();
      return;
    }
    const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const panel = vscode.window.createWebviewPanel(VIEW_TYPE, title, column, {
      // What was zoomed, chosen and scrolled to in TensorBoard is nowhere but in its page.
      retainContextWhenHidden: true,
      localResourceRoots: [webviewRoot(this.services.extensionUri)],
    });
    this.adopt(panel, { id, folders, title });
  }

  /** The editor kept a panel through a reload: it shows its server again, or that it was stopped meanwhile. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const subject = asSubject(state);
    if (subject && this.find(subject.id) === undefined) {
      this.adopt(panel, subject);
    } else {
      panel.dispose();
    }
    return Promise.resolve();
  }

  dispose(): void {
    this.registration.dispose();
    this.panels.dispose();
  }

  private find(id: string): TensorBoardPanel | undefined {
    return this.panels.all.find(({ subject }) => subject.id === id);
  }

  private adopt(panel: vscode.WebviewPanel, subject: PanelSubject): void {
    this.panels.add(new TensorBoardPanel(panel, subject, this.services));
  }
}
