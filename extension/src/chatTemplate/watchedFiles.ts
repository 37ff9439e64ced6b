import * as vscode from 'vscode';

/** Calls back when one of a set of URIs changes, in an editor or on disk. */
export class WatchedFiles implements vscode.Disposable {
  private uris: ReadonlySet<string> = new Set();
  private folders = '';
  private watchers: vscode.Disposable = new vscode.Disposable(() => undefined);
  private readonly typing: vscode.Disposable;

  constructor(private readonly changed: (uri: vscode.Uri) => void) {
    this.typing = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.contentChanges.length > 0) {
        this.report(event.document.uri);
      }
    });
  }

  watch(uris: readonly string[]): void {
    this.uris = new Set(uris.map((uri) => vscode.Uri.parse(uri).toString()));
    const folders = [...new Set([...this.uris].map(folderOf))].filter((uri) => uri !== undefined).sort();
    if (folders.join('\n') === this.folders) {
      return;
    }
    this.folders = folders.join('\n');
    this.watchers.dispose();
    const report = (uri: vscode.Uri): void => this.report(uri);
    this.watchers = vscode.Disposable.from(
      ...folders.flatMap((folder) => {
        // `*` and not `**`: what lies deeper is none of ours, and a cache can be huge.
        const watcher = vscode.workspace.createFileSystemWatcher(
          new vscode.RelativePattern(vscode.Uri.parse(folder), '*'),
        );
        return [
          watcher,
          watcher.onDidChange(report),
          watcher.onDidCreate(report),
          watcher.onDidDelete(report),
        ];
      }),
    );
  }

  dispose(): void {
    this.watchers.dispose();
    this.typing.dispose();
  }

  private report(uri: vscode.Uri): void {
    if (this.uris.has(uri.toString())) {
      this.changed(uri);
    }
  }
}

/** Only real files have a folder to watch; embedded templates and unsaved documents change in editors alone. */
function folderOf(uri: string): string | undefined {
  const parsed = vscode.Uri.parse(uri);
  return parsed.scheme === 'file' ? vscode.Uri.joinPath(parsed, '..').toString() : undefined;
}
