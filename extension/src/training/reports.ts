// Shows the facts of a run as a read-only document, as Markdown looks.
import * as vscode from 'vscode';
import type { RunDetails } from '../protocol';
import { runReport } from './report';

const SCHEME = 'transformers-run';

export class RunReports implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  constructor(private readonly details: { show(folder: string): Promise<RunDetails> }) {}

  async provideTextDocumentContent({ query }: vscode.Uri): Promise<string> {
    return runReport(await this.details.show(query));
  }

  async show(name: string, folder: string): Promise<void> {
    const file = `${name.replace(/[^\p{L}\p{N}._-]+/gu, '-') || 'run'}.md`;
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${file}`, query: folder });
    // What was shown before was so then.
    this.changed.fire(uri);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      await vscode.window.showTextDocument(uri);
    }
  }

  dispose(): void {
    vscode.Disposable.from(this.registration, this.changed).dispose();
  }
}
