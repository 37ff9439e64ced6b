// Hears when one of a few files changes, wherever they are. Several changes at once are one.
import path from 'node:path';
import * as vscode from 'vscode';

const PAUSE_MILLISECONDS = 250;

export class FileWatch implements vscode.Disposable {
  private watchers: vscode.Disposable[] = [];
  private watched = '';
  private pause: NodeJS.Timeout | undefined;

  constructor(private readonly heard: () => void) {}

  /** These from now on. */
  watch(uris: readonly string[]): void {
    if (uris.join('\n') === this.watched) {
      return;
    }
    this.watched = uris.join('\n');
    this.release();
    this.watchers = uris.map((uri) => {
      const file = vscode.Uri.parse(uri).fsPath;
      const folder = vscode.Uri.file(path.dirname(file));
      const watcher = vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(folder, path.basename(file)),
      );
      const changed = (): void => {
        clearTimeout(this.pause);
        this.pause = setTimeout(this.heard, PAUSE_MILLISECONDS);
      };
      watcher.onDidCreate(changed);
      watcher.onDidChange(changed);
      watcher.onDidDelete(changed);
      return watcher;
    });
  }

  dispose(): void {
    this.release();
  }

  private release(): void {
    clearTimeout(this.pause);
    vscode.Disposable.from(...this.watchers).dispose();
    this.watchers = [];
  }
}
