import * as vscode from 'vscode';
import type { TemplateSource } from '../protocol';
import { OpenPanels } from '../webview/openPanels';
import { webviewRoot } from '../webview/page';
import { PreviewPanel, type PreviewServices } from './previewPanel';
import { asSource, isSameSource, sourceTitle } from './sources';

const VIEW_TYPE = 'transformers.chatTemplate.preview';

/** All open previews: one per source, and those of the last session come back. */
export class PreviewPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly panels = new OpenPanels<PreviewPanel>();
  private readonly registration: vscode.Disposable;

  constructor(private readonly services: PreviewServices) {
    this.registration = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this);
  }

  open(source: TemplateSource): void {
    for (const panel of this.panels.all) {
      if (isSameSource(panel.source, source)) {
        panel.reveal();
        return;
      }
    }
    const panel = vscode.window.createWebviewPanel(
      VIEW_TYPE,
      sourceTitle(source),
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      // Find works as in an editor; the content is not kept while hidden: the host sends all of it again.
      { enableFindWidget: true, localResourceRoots: [webviewRoot(this.services.extensionUri)] },
    );
    this.adopt(panel, source, undefined);
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const kept = typeof state === 'object' && state !== null ? state : {};
    const source = asSource('source' in kept ? kept.source : undefined);
    if (source) {
      this.adopt(panel, source, asSource('tokenizer' in kept ? kept.tokenizer : undefined));
    } else {
      panel.dispose();
    }
    return Promise.resolve();
  }

  dispose(): void {
    this.registration.dispose();
    this.panels.dispose();
  }

  private adopt(
    panel: vscode.WebviewPanel,
    source: TemplateSource,
    tokenizer: TemplateSource | undefined,
  ): void {
    this.panels.add(new PreviewPanel(panel, { source, ...(tokenizer ? { tokenizer } : {}) }, this.services));
  }
}
