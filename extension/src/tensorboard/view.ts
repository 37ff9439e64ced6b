// The view: message, progress and the context keys that its menus and its welcome depend on.
import * as vscode from 'vscode';
import { buildTree } from './buildTree';
import type { FoldersReader } from './foldersReader';
import type { TensorBoardNode } from './nodes';
import type { ServersReader } from './serversReader';
import type { TensorBoardElement, TensorBoardTree } from './tree';
import { joined } from './words';

export const TENSORBOARD_VIEW = 'transformers.tensorboard';
/** How often `2m ago` is said anew. */
const REDRAW_MILLISECONDS = 60_000;

export class TensorBoardView implements vscode.Disposable {
  private readonly view: vscode.TreeView<TensorBoardElement>;
  private readonly subscriptions: vscode.Disposable;
  private readonly contexts = new Map<string, unknown>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly tree: TensorBoardTree,
    private readonly servers: ServersReader,
    private readonly folders: FoldersReader,
  ) {
    this.view = vscode.window.createTreeView(TENSORBOARD_VIEW, {
      treeDataProvider: tree,
      canSelectMany: true,
    });
    this.timer = setInterval(() => {
      if (this.view.visible) {
        this.tree.redraw();
      }
    }, REDRAW_MILLISECONDS);
    this.subscriptions = vscode.Disposable.from(
      this.view,
      this.view.onDidChangeVisibility(({ visible }) => this.folders.setVisible(visible)),
      servers.onDidChange(() => this.show()),
      folders.onDidChange(() => this.show()),
    );
    this.show();
    this.folders.setVisible(this.view.visible);
  }

  get selection(): readonly TensorBoardNode[] {
    return this.view.selection.map(({ node }) => node);
  }

  dispose(): void {
    clearInterval(this.timer);
    this.subscriptions.dispose();
  }

  private show(): void {
    const { list, problem } = this.folders;
    this.tree.show(buildTree(this.servers.servers ?? [], list?.folders ?? []));
    // VS Code shows a message or a welcome, not both, and only the welcome has buttons.
    this.view.message = this.tree.isEmpty
      ? ''
      : joined([
          problem,
          list?.truncated ? vscode.l10n.t('There was no time to look everywhere in this workspace.') : '',
        ]);
    this.setContext('state', this.state());
    this.setContext('running', (this.servers.servers ?? []).length > 0);
    this.setContext('hasFolders', list?.folders.some(({ runs }) => runs > 0) ?? false);
  }

  /** What the welcome of an empty tree is about. */
  private state(): string {
    if (!this.tree.isEmpty) {
      return 'filled';
    }
    if (this.folders.list !== undefined) {
      return 'empty';
    }
    return this.folders.problem === '' ? 'reading' : 'unavailable';
  }

  private setContext(name: string, value: unknown): void {
    if (this.contexts.get(name) !== value) {
      this.contexts.set(name, value);
      void vscode.commands.executeCommand('setContext', `${TENSORBOARD_VIEW}.${name}`, value);
    }
  }
}
