import * as vscode from 'vscode';
import { TEMPLATE_JSON } from '../client/templateFiles';
import type { LanguageServer } from '../client/languageServer';
import { EMBEDDED, type EmbeddedTemplate } from '../protocol';

/** "Edit Embedded Template | Preview" above each template inside a JSON document. */
export class EmbeddedLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly server: LanguageServer) {
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      server.onDidChangeState((state) => {
        if (state.kind === 'running') {
          this.changed.fire();
        }
      }),
      vscode.languages.registerCodeLensProvider(
        TEMPLATE_JSON.map((name) => ({ scheme: 'file', pattern: `**/${name}` })),
        this,
      ),
    );
  }

  async provideCodeLenses(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeLens[]> {
    if (this.server.state.kind !== 'running') {
      return [];
    }
    const { templates } = await this.server.request(EMBEDDED, { uri: document.uri.toString() }, token);
    return templates.flatMap((template) => lenses(document.uri, template, templates.length > 1));
  }

  dispose(): void {
    this.subscriptions.dispose();
  }
}

function lenses(uri: vscode.Uri, template: EmbeddedTemplate, isOneOfMany: boolean): vscode.CodeLens[] {
  const range = new vscode.Range(template.line, 0, template.line, 0);
  const name = isOneOfMany ? template.name : undefined;
  return [
    new vscode.CodeLens(range, {
      title: vscode.l10n.t('Edit Embedded Template'),
      command: 'transformers.chatTemplate.editEmbedded',
      arguments: [uri, template.pointer],
    }),
    new vscode.CodeLens(range, {
      title: vscode.l10n.t('Preview'),
      command: 'transformers.chatTemplate.preview',
      arguments: [uri, name],
    }),
  ];
}
