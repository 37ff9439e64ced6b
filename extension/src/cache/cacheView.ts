// The view: title, message, progress and the context keys that its menus and its welcome depend on.
import * as vscode from 'vscode';
import { buildTree } from './buildTree';
import type { CacheReader } from './cacheReader';
import type { CacheElement, CacheTree } from './cacheTree';
import type { LookChoice } from './lookChoice';
import type { CacheNode } from './nodes';
import { filterText } from './pickFilter';
import { joined } from './repoDescription';
import { isFiltering } from './repoFilter';
import { totalDescription } from './rootWords';

export const CACHE_VIEW = 'transformers.cache';
const STATE_CONTEXT = 'transformers.cache.state';
const REPOS_CONTEXT = 'transformers.cache.hasRepos';

export class CacheView implements vscode.Disposable {
  private readonly view: vscode.TreeView<CacheElement>;
  private readonly subscriptions: vscode.Disposable;
  private readonly contexts = new Map<string, unknown>();
  private finishProgress: (() => void) | undefined;

  constructor(
    private readonly tree: CacheTree,
    private readonly reader: CacheReader,
    private readonly choice: LookChoice,
  ) {
    this.view = vscode.window.createTreeView(CACHE_VIEW, {
      treeDataProvider: tree,
      canSelectMany: true,
      showCollapseAll: true,
    });
    this.subscriptions = vscode.Disposable.from(
      this.view,
      this.view.onDidChangeVisibility(({ visible }) => this.visibilityChanged(visible)),
      reader.onDidChange(() => this.show()),
      choice.onDidChange(() => this.show()),
    );
    this.visibilityChanged(this.view.visible);
  }

  get selection(): readonly CacheNode[] {
    return this.view.selection.map(({ node }) => node);
  }

  async reveal(id: string): Promise<void> {
    const element = this.tree.element(id);
    if (element) {
      await this.view.reveal(element, { select: true, focus: true });
    }
  }

  dispose(): void {
    this.finishProgress?.();
    this.subscriptions.dispose();
  }

  private visibilityChanged(visible: boolean): void {
    this.reader.setVisible(visible);
    this.showProgress(visible && this.reader.reading);
  }

  private show(): void {
    const { list, problem, reading } = this.reader;
    const { order, filter } = this.choice;
    if (list) {
      this.tree.show(buildTree(list, { order, filter, now: Date.now() / 1000 }));
    }
    const filtering = isFiltering(filter);
    const total = list ? totalDescription(list) : '';
    this.view.description = total || problem;
    // VS Code shows a message or a welcome, not both, and only the welcome has buttons.
    this.view.message = this.tree.isEmpty
      ? ''
      : joined([
          problem,
          filtering ? vscode.l10n.t('Filter: {0}', filterText(filter)) : '',
          this.rootMessage(),
        ]);
    this.setContext(STATE_CONTEXT, this.state());
    this.setContext(REPOS_CONTEXT, list?.roots.some(({ repos }) => repos.length > 0) ?? false);
    this.showProgress(this.view.visible && reading);
  }

  /** What is the matter with the only root; several say it themselves. */
  private rootMessage(): string {
    const roots = this.reader.list?.roots ?? [];
    return roots.length === 1 ? (roots[0]?.message ?? '') : '';
  }

  /** What the welcome of an empty tree is about. */
  private state(): string {
    const { list, problem } = this.reader;
    if (list === undefined) {
      return problem === '' ? 'reading' : 'unavailable';
    }
    if (isFiltering(this.choice.filter) && list.roots.some(({ repos }) => repos.length > 0)) {
      return 'filtered';
    }
    const state = list.roots[0]?.state ?? 'missing';
    return state === 'ok' && this.tree.isEmpty ? 'empty' : state;
  }

  private setContext(key: string, value: unknown): void {
    if (this.contexts.get(key) !== value) {
      this.contexts.set(key, value);
      void vscode.commands.executeCommand('setContext', key, value);
    }
  }

  private showProgress(on: boolean): void {
    if (!on) {
      this.finishProgress?.();
      this.finishProgress = undefined;
    } else if (this.finishProgress === undefined) {
      const finished = new Promise<void>((resolve) => (this.finishProgress = resolve));
      void vscode.window.withProgress({ location: { viewId: CACHE_VIEW } }, () => finished);
    }
  }
}
