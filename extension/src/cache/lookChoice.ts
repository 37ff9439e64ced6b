// Order and filter of the tree, kept for the workspace.
import * as vscode from 'vscode';
import { asFilter, isFiltering, NO_FILTER, type RepoFilter } from './repoFilter';
import { asOrder, type RepoOrder } from './repoOrder';

const ORDER_KEY = 'transformers.cache.order';
const FILTER_KEY = 'transformers.cache.filter';
const FILTERED_CONTEXT = 'transformers.cache.filtered';

export class LookChoice implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  order: RepoOrder;
  filter: RepoFilter;

  constructor(private readonly memento: vscode.Memento) {
    this.order = asOrder(memento.get(ORDER_KEY));
    this.filter = asFilter(memento.get(FILTER_KEY));
    void this.publish();
  }

  async setOrder(order: RepoOrder): Promise<void> {
    this.order = order;
    this.changed.fire();
    await this.memento.update(ORDER_KEY, order);
  }

  async setFilter(filter: RepoFilter): Promise<void> {
    this.filter = filter;
    this.changed.fire();
    await this.publish();
    await this.memento.update(FILTER_KEY, isFiltering(filter) ? filter : undefined);
  }

  clearFilter(): Promise<void> {
    return this.setFilter(NO_FILTER);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async publish(): Promise<void> {
    await vscode.commands.executeCommand('setContext', FILTERED_CONTEXT, isFiltering(this.filter));
  }
}
