// A run's log in an editor that stays at the end while somebody is there, and where they are when they are not.
import * as vscode from 'vscode';

export class LogFollower implements vscode.Disposable {
  /** How many lines the log had when its end was last in view, by URI. */
  private readonly followed = new Map<string, number>();
  private readonly subscriptions: vscode.Disposable;

  constructor() {
    this.subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => this.scrolled(textEditor)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.grown(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.followed.delete(uri.toString())),
    );
  }

  async show(log: vscode.Uri): Promise<void> {
    try {
      const editor = await vscode.window.showTextDocument(log);
      this.followed.set(log.toString(), editor.document.lineCount);
      toTheEnd(editor);
    } catch {
      // Too large for extensions to read: VS Code itself still shows it.
      await vscode.commands.executeCommand('vscode.open', log);
    }
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private scrolled(editor: vscode.TextEditor): void {
    const key = editor.document.uri.toString();
    const lines = this.followed.get(key);
    if (lines !== undefined) {
      const end = editor.visibleRanges.at(-1)?.end.line ?? 0;
      // Lines that have come since are below what was the end: that is no scrolling.
      if (end < Math.min(Math.abs(lines), editor.document.lineCount) - 2) {
        this.followed.set(key, -Math.abs(lines));
      } else if (end >= editor.document.lineCount - 2) {
        this.followed.set(key, editor.document.lineCount);
      }
    }
  }

  private grown(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    if ((this.followed.get(key) ?? -1) < 0) {
      return;
    }
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document === document) {
        this.followed.set(key, document.lineCount);
        toTheEnd(editor);
      }
    }
  }
}

function toTheEnd(editor: vscode.TextEditor): void {
  const { end } = editor.document.lineAt(editor.document.lineCount - 1).range;
  editor.revealRange(new vscode.Range(end, end));
}
