// The nodes as VS Code asks for them. An element is the same object as long as its id exists: what is expanded,
// selected and focused stays when its facts change.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { CACHE_FILES } from '../protocol';
import { type CacheNode, childrenOf, nodeId, type RevisionNode } from './nodes';
import { tooltip } from './tooltips';
import { treeDifference } from './treeDiff';
import { treeItem } from './treeItems';

export class CacheElement {
  constructor(
    public node: CacheNode,
    readonly parent: CacheElement | undefined,
  ) {}
}

export class CacheTree implements vscode.TreeDataProvider<CacheElement>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<CacheElement[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private roots: readonly CacheNode[] = [];
  private readonly elements = new Map<string, CacheElement>();

  constructor(
    private readonly server: LanguageServer,
    private readonly output: vscode.LogOutputChannel,
  ) {}

  get isEmpty(): boolean {
    return this.roots.length === 0;
  }

  show(roots: readonly CacheNode[]): void {
    const difference = treeDifference(this.roots, roots);
    this.roots = roots;
    this.adopt(roots);
    if (difference === 'everything') {
      this.changed.fire(undefined);
      return;
    }
    const elements = difference.flatMap((id) => this.elements.get(id) ?? []);
    if (elements.length > 0) {
      this.changed.fire(elements);
    }
  }

  /** The element of a node, also of one that was never shown. */
  element(id: string): CacheElement | undefined {
    const known = this.elements.get(id);
    if (known) {
      return known;
    }
    let parent: CacheElement | undefined;
    for (const node of pathTo(id, this.roots)) {
      parent = this.keep(node, parent);
    }
    return parent;
  }

  /** Every node there is, files of revisions that were never opened excepted. */
  *nodes(nodes: readonly CacheNode[] = this.roots): Generator<CacheNode> {
    for (const node of nodes) {
      yield node;
      yield* this.nodes(childrenOf(node));
    }
  }

  getTreeItem(element: CacheElement): vscode.TreeItem {
    return treeItem(element.node);
  }

  resolveTreeItem(item: vscode.TreeItem, element: CacheElement): vscode.TreeItem {
    item.tooltip = tooltip(element.node);
    return item;
  }

  getParent(element: CacheElement): CacheElement | undefined {
    return element.parent;
  }

  async getChildren(parent?: CacheElement): Promise<CacheElement[]> {
    if (parent === undefined) {
      return this.roots.map((node) => this.keep(node, undefined));
    }
    const nodes = parent.node.kind === 'revision' ? await this.files(parent.node) : childrenOf(parent.node);
    return nodes.map((node) => this.keep(node, parent));
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async files(node: RevisionNode): Promise<readonly CacheNode[]> {
    const { root, repo, revision } = node;
    const { commitHash } = revision;
    const message = (text: string): CacheNode => ({
      kind: 'message',
      id: nodeId(node.id, '#message'),
      severity: 'warning',
      text,
    });
    try {
      const answer = await this.server.request(CACHE_FILES, { root, name: repo.name, revision: commitHash });
      const files = answer.files.map((file): CacheNode => ({
        kind: 'file',
        id: nodeId(node.id, file.path),
        root,
        repo,
        commitHash,
        file,
      }));
      return answer.message ? [message(answer.message), ...files] : files;
    } catch (error) {
      this.output.error(error instanceof Error ? error : String(error));
      return [message(vscode.l10n.t('The files could not be listed. The output has the details.'))];
    }
  }

  /** The facts of what is known already are replaced; what is gone is forgotten, with its files. */
  private adopt(roots: readonly CacheNode[]): void {
    const current = new Map([...this.nodes(roots)].map((node) => [node.id, node]));
    for (const [id, element] of this.elements) {
      const node = current.get(id);
      if (node) {
        element.node = node;
      } else if (!isBelowKnownRevision(element, current)) {
        this.elements.delete(id);
      }
    }
  }

  private keep(node: CacheNode, parent: CacheElement | undefined): CacheElement {
    const known = this.elements.get(node.id);
    if (known?.parent === parent && known) {
      known.node = node;
      return known;
    }
    const element = new CacheElement(node, parent);
    this.elements.set(node.id, element);
    return element;
  }
}

/** The nodes from the top to this one; none when there is no such node. */
function pathTo(id: string, nodes: readonly CacheNode[]): readonly CacheNode[] {
  for (const node of nodes) {
    const below = node.id === id ? [] : pathTo(id, childrenOf(node));
    if (node.id === id || below.length > 0) {
      return [node, ...below];
    }
  }
  return [];
}

function isBelowKnownRevision({ parent }: CacheElement, current: ReadonlyMap<string, CacheNode>): boolean {
  return parent?.node.kind === 'revision' && current.has(parent.node.id);
}
