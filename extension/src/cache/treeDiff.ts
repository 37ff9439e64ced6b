// What of the tree has to be drawn again. Pure.
import { formatSize } from '../byteSize';
import { type CacheNode, childrenOf } from './nodes';

/** Ids of the nodes to draw again, each with all that is below it; `everything` when the top itself differs. */
export type TreeDifference = 'everything' | readonly string[];

export function treeDifference(before: readonly CacheNode[], after: readonly CacheNode[]): TreeDifference {
  if (!sameIds(before, after)) {
    return 'everything';
  }
  const ids = [...differences(before, after)];
  // An id may not stand in two places at once, not even while one after the other is drawn again.
  return ids.length > 1 && somethingMoved(before, after) ? 'everything' : ids;
}

function somethingMoved(before: readonly CacheNode[], after: readonly CacheNode[]): boolean {
  const parents = new Map(withParents(before, ''));
  for (const [id, parent] of withParents(after, '')) {
    if ((parents.get(id) ?? parent) !== parent) {
      return true;
    }
  }
  return false;
}

function* withParents(nodes: readonly CacheNode[], parent: string): Generator<[id: string, parent: string]> {
  for (const node of nodes) {
    yield [node.id, parent];
    yield* withParents(childrenOf(node), node.id);
  }
}

function* differences(before: readonly CacheNode[], after: readonly CacheNode[]): Generator<string> {
  for (const [index, node] of after.entries()) {
    const old = before[index];
    if (old === undefined) {
      continue;
    }
    if (facts(old) !== facts(node) || !sameIds(childrenOf(old), childrenOf(node))) {
      yield node.id;
    } else {
      yield* differences(childrenOf(old), childrenOf(node));
    }
  }
}

function sameIds(before: readonly CacheNode[], after: readonly CacheNode[]): boolean {
  return before.length === after.length && after.every(({ id }, index) => before[index]?.id === id);
}

/** What is shown of a node itself. Free bytes change all the time; only a change that is seen counts. */
function facts(node: CacheNode): string {
  if (node.kind === 'root') {
    const { free, ...rest } = node.root;
    return JSON.stringify([rest, free === null ? null : formatSize(free)]);
  }
  return JSON.stringify(node, (key, value: unknown) => (key === 'children' ? undefined : value));
}
