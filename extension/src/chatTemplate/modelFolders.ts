import * as vscode from 'vscode';

const CONTEXT_KEY = 'transformers.chatTemplate.modelFolders';
/** What makes a folder worth a preview entry in its context menu. */
const MODEL_FILES = '**/{tokenizer_config.json,chat_template.jinja,chat_template.json,processor_config.json}';
const NOT_THERE = '**/{node_modules,.venv,venv,site-packages,.git}/**';
const MOST_FILES = 2000;
const SETTLE_MILLISECONDS = 500;

/** Keeps the context key by which the Explorer offers the preview on model folders, and only on those. */
export class ModelFolders implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher(MODEL_FILES, false, true, false);
    const soon = (): void => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void publish(), SETTLE_MILLISECONDS);
    };
    this.subscriptions = [
      watcher,
      watcher.onDidCreate(soon),
      watcher.onDidDelete(soon),
      vscode.workspace.onDidChangeWorkspaceFolders(soon),
    ];
    void publish();
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}

async function publish(): Promise<void> {
  const files = await vscode.workspace.findFiles(MODEL_FILES, NOT_THERE, MOST_FILES);
  const folders = new Set(files.map((file) => vscode.Uri.joinPath(file, '..').fsPath));
  await vscode.commands.executeCommand('setContext', CONTEXT_KEY, [...folders]);
}
