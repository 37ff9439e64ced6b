// All open panels: one for the same logs, and those of the last session come back.
import * as vscode from 'vscode';
import type { LogSubject } from '../webview/healthMessages';
import { OpenPanels } from '../webview/openPanels';
import { webviewRoot } from '../webview/page';
import { RunPanel } from './panel';
import { asSubject } from './panelMessages';
import type { PanelServices } from './panelServices';
import { isSameLogs, panelTitle } from './subjects';

const VIEW_TYPE = 'transformers.health.panel';

export class RunPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly panels = new OpenPanels<RunPanel>();
  private readonly registration: vscode.Disposable;

  constructor(private readonly services: PanelServices) {
    this.registration = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this);
  }

  /** `logs` empty: one that waits for a log. */
  open(logs: readonly LogSubject[], preserveFocus = false): RunPanel {
    const open = this.panels.all.find((panel) => isSameLogs(panel.logs, logs));
    if (open) {
      open.reveal(preserveFocus);
      return open;
    }
    const viewColumn = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const panel = vscode.window.createWebviewPanel(
      VIEW_TYPE,
      panelTitle(logs.map(({ name }) => name)),
      { viewColumn, preserveFocus },
      {
        // Not kept while hidden: a million points are sent again within a second, and panels that nobody looks at
        // would otherwise hold all of theirs and draw them.
        retainContextWhenHidden: false,
        enableFindWidget: true,
        localResourceRoots: [webviewRoot(this.services.extensionUri)],
      },
    );
    return this.panels.add(new RunPanel(panel, { logs, view: this.services.view.current }, this.services));
  }

  /** Whether somebody looks at this moment at what is said of a log. */
  isSeen(log: string): boolean {
    return vscode.window.state.focused && this.panels.all.some((panel) => panel.isUsedFor(log));
  }

  /** Logs that some panel shows. */
  get logs(): readonly string[] {
    return this.panels.all.flatMap((panel) => panel.logs.map(({ log }) => log));
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const subject = asSubject(state);
    if (subject) {
      this.panels.add(new RunPanel(panel, subject, this.services));
    } else {
      panel.dispose();
    }
    return Promise.resolve();
  }

  dispose(): void {
    this.registration.dispose();
    this.panels.dispose();
  }
}
