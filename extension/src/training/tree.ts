// The rows as VS Code asks for them. An element is the same object as long as its id exists: what is expanded, selected
// and focused stays when its facts change.
import * as vscode from 'vscode';
import type { RunDetails } from '../protocol';
import { rowDifference } from '../rowDifference';
import { childrenOf } from './buildTree';
import type { RunNode, TrainingNode } from './nodes';
import { tooltip } from './tooltips';
import { treeItem } from './treeItems';

export class TrainingElement {
  constructor(
    public node: TrainingNode,
    readonly parent: TrainingElement | undefined,
  ) {}
}

export interface RunDetailsSource {
  /** Keeps what it read up to date from now on. */
  open(folder: string): Promise<RunDetails>;
  show(folder: string): Promise<RunDetails>;
}

export class TrainingTree implements vscode.TreeDataProvider<TrainingElement>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<TrainingElement[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private nodes: readonly TrainingNode[] = [];
  private readonly elements = new Map<string, TrainingElement>();

  constructor(
    private readonly details: RunDetailsSource,
    private readonly output: Pick<vscode.LogOutputChannel, 'error'>,
  ) {}

  get isEmpty(): boolean {
    return this.nodes.length === 0;
  }

  show(nodes: readonly TrainingNode[]): void {
    const difference = rowDifference(this.nodes, nodes);
    this.nodes = nodes;
    this.adopt();
    if (difference === 'everything') {
      this.changed.fire(undefined);
    } else if (difference.length > 0) {
      const elements = difference.flatMap((id) => this.elements.get(id) ?? []);
      if (elements.length > 0) {
        this.changed.fire(elements);
      }
    }
  }

  /** `2m ago` grows old without anything having happened. */
  redraw(): void {
    if (!this.isEmpty) {
      this.changed.fire(undefined);
    }
  }

  /** The element of a run, also of one that was never shown. */
  element(id: string): TrainingElement | undefined {
    for (const node of this.nodes) {
      if (node.id === id) {
        return this.keep(node, undefined);
      }
      if (node.kind === 'older') {
        const found = node.runs.find((run) => run.id === id);
        if (found) {
          return this.keep(found, this.keep(node, undefined));
        }
      }
    }
    return undefined;
  }

  getTreeItem({ node }: TrainingElement): vscode.TreeItem {
    return treeItem(node, Date.now() / 1000);
  }

  async resolveTreeItem(item: vscode.TreeItem, { node }: TrainingElement): Promise<vscode.TreeItem> {
    let details = node.kind === 'run' ? node.details : undefined;
    if (node.kind === 'run' && details === undefined) {
      details = await this.details.show(node.run.folder).catch(() => undefined);
    }
    item.tooltip = tooltip(node, details);
    return item;
  }

  getParent({ parent }: TrainingElement): TrainingElement | undefined {
    return parent;
  }

  async getChildren(parent?: TrainingElement): Promise<TrainingElement[]> {
    if (parent === undefined) {
      return this.nodes.map((node) => this.keep(node, undefined));
    }
    const { node } = parent;
    const children =
      node.kind === 'run' && node.details === undefined ? await this.open(node, parent) : childrenOf(node);
    return children.map((child) => this.keep(child, parent));
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async open(node: RunNode, element: TrainingElement): Promise<readonly TrainingNode[]> {
    try {
      const opened: RunNode = { ...node, details: await this.details.open(node.run.folder) };
      element.node = opened;
      this.nodes = this.nodes.map((each) => replaced(each, opened));
      return childrenOf(opened);
    } catch (error) {
      this.output.error(error instanceof Error ? error : String(error));
      const text = vscode.l10n.t('The run could not be read. The output has the details.');
      return [{ kind: 'message', id: `${node.id}|message`, text }];
    }
  }

  /** The facts of what is known already are replaced; what is gone is forgotten. */
  private adopt(): void {
    const current = new Map([...everyNode(this.nodes)].map((node) => [node.id, node]));
    for (const [id, element] of this.elements) {
      const node = current.get(id);
      if (node) {
        element.node = node;
      } else {
        this.elements.delete(id);
      }
    }
  }

  private keep(node: TrainingNode, parent: TrainingElement | undefined): TrainingElement {
    const known = this.elements.get(node.id);
    if (known?.parent === parent && known) {
      known.node = node;
      return known;
    }
    const element = new TrainingElement(node, parent);
    this.elements.set(node.id, element);
    return element;
  }
}

function replaced(node: TrainingNode, opened: RunNode): TrainingNode {
  if (node.kind === 'older') {
    return { ...node, runs: node.runs.map((run) => (run.id === opened.id ? opened : run)) };
  }
  return node.id === opened.id ? opened : node;
}

function* everyNode(nodes: readonly TrainingNode[]): Generator<TrainingNode> {
  for (const node of nodes) {
    yield node;
    yield* everyNode(childrenOf(node));
  }
}
