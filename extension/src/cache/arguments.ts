// What a command of the tree is called with: an element and the whole selection from a menu, nothing from a key,
// an id from a tooltip or an item's own command.
import { CacheElement, type CacheTree } from './cacheTree';
import type { CacheNode } from './nodes';

export class CommandArguments {
  constructor(
    private readonly tree: CacheTree,
    private readonly selection: () => readonly CacheNode[],
  ) {}

  /** Everything the command is meant for. */
  nodes(args: readonly unknown[]): readonly CacheNode[] {
    const [first, all] = args;
    if (Array.isArray(all) && all.length > 0) {
      return all.flatMap((each) => this.node(each) ?? []);
    }
    const node = this.node(first);
    return node ? [node] : this.selection();
  }

  /** The one thing the command is meant for. */
  first(args: readonly unknown[]): CacheNode | undefined {
    return this.node(args[0]) ?? this.selection()[0];
  }

  private node(value: unknown): CacheNode | undefined {
    if (value instanceof CacheElement) {
      return value.node;
    }
    return typeof value === 'string' ? this.tree.element(value)?.node : undefined;
  }
}
