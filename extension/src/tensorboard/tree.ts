// The rows as VS Code asks for them. An element is the same object as long as its id exists: selection and focus stay
// when its facts change.
import * as vscode from 'vscode';
import { rowDifference } from '../rowDifference';
import type { TensorBoardNode } from './nodes';
import { tooltip } from './tooltips';
import { treeItem } from './treeItems';

export class TensorBoardElement {
  constructor(public node: TensorBoardNode) {}
}

export class TensorBoardTree implements vscode.TreeDataProvider<TensorBoardElement>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<TensorBoardElement[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private nodes: readonly TensorBoardNode[] = [];
  private elements = new Map<string, TensorBoardElement>();

  get isEmpty(): boolean {
    return this.nodes.length === 0;
  }

  show(nodes: readonly TensorBoardNode[]): void {
    const difference = rowDifference(this.nodes, nodes);
    this.nodes = nodes;
    this.elements = new Map(nodes.map((node) => [node.id, this.keep(node)]));
    if (difference === 'everything') {
      this.changed.fire(undefined);
    } else if (difference.length > 0) {
      this.changed.fire(difference.flatMap((id) => this.elements.get(id) ?? []));
    }
  }

  /** `2m ago` grows old without anything having happened. */
  redraw(): void {
    if (!this.isEmpty) {
      this.changed.fire([...this.elements.values()]);
    }
  }

  getTreeItem({ node }: TensorBoardElement): vscode.TreeItem {
    return treeItem(node, Date.now() / 1000);
  }

  resolveTreeItem(item: vscode.TreeItem, { node }: TensorBoardElement): vscode.TreeItem {
    item.tooltip = tooltip(node);
    return item;
  }

  getParent(): undefined {
    return undefined;
  }

  getChildren(parent?: TensorBoardElement): TensorBoardElement[] {
    return parent === undefined ? [...this.elements.values()] : [];
  }

  dispose(): void {
    this.changed.dispose();
  }

  private keep(node: TensorBoardNode): TensorBoardElement {
    const element = this.elements.get(node.id) ?? new TensorBoardElement(node);
    element.node = node;
    return element;
  }
}
