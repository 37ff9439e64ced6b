// What of the tree has to be drawn again. Pure.
import { formatSize } from './byteSize';
import { type CacheNode, childrenOf } from './nodes';

/** Ids of the nodes to draw again, each with all that is below it; `everything` when the top itself differs. */
export type TreeDifference = 'everything' | readonly string[];

export function treeDifference(
  before: readonly CacheNode[],
  after: readonly CacheNode[],
): TreeDifference {
  return sameIds(before, after) ? [...differences(before, after)] : 'everything';
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
