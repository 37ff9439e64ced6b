// The rows as VS Code asks for them. A row with the same id stays expanded, selected and focused.
import * as vscode from 'vscode';
import { accountTreeItem } from './accountItems';
import { accountTooltip } from './accountTooltips';
import { type AuthNode, childrenOf } from './nodes';

export class AccountElement {
  constructor(readonly node: AuthNode) {}
}

export class AccountTree implements vscode.TreeDataProvider<AccountElement>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private roots: readonly AuthNode[] = [];

  get isEmpty(): boolean {
    return this.roots.length === 0;
  }

  show(roots: readonly AuthNode[]): void {
    if (JSON.stringify(roots) !== JSON.stringify(this.roots)) {
      this.roots = roots;
      this.changed.fire(undefined);
    }
  }

  find(id: string): AuthNode | undefined {
    return this.roots.flatMap((root) => [root, ...childrenOf(root)]).find((node) => node.id === id);
  }

  getTreeItem({ node }: AccountElement): vscode.TreeItem {
    return accountTreeItem(node);
  }

  resolveTreeItem(item: vscode.TreeItem, { node }: AccountElement): vscode.TreeItem {
    item.tooltip = accountTooltip(node);
    return item;
  }

  getChildren(parent?: AccountElement): AccountElement[] {
    return (parent ? childrenOf(parent.node) : this.roots).map((node) => new AccountElement(node));
  }

  dispose(): void {
    this.changed.dispose();
  }
}
