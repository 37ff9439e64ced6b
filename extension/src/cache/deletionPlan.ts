// A plan and what the user took out of it. Pure.
import type { CacheMention, CachePlan, CachePlanItem, CacheTarget } from '../protocol';
import { targetKey } from './targets';

export class DeletionPlan {
  private readonly excluded = new Set<string>();
  /** All that was asked for, in the order of the first plan; what was taken out stays to be put back. */
  private readonly proposed: readonly CachePlanItem[];

  constructor(private current: CachePlan) {
    this.proposed = current.items;
  }

  get plan(): CachePlan {
    return this.current;
  }

  /** What would go now. */
  get targets(): readonly CacheTarget[] {
    return this.proposed
      .map(({ target }) => target)
      .filter((target) => !this.excluded.has(targetKey(target)));
  }

  get items(): readonly { item: CachePlanItem; key: string; included: boolean }[] {
    const fresh = new Map(this.current.items.map((item) => [targetKey(item.target), item]));
    return this.proposed.map((item) => {
      const key = targetKey(item.target);
      return { item: fresh.get(key) ?? item, key, included: !this.excluded.has(key) };
    });
  }

  include(keys: readonly string[], included: boolean): void {
    for (const key of keys) {
      if (included) {
        this.excluded.delete(key);
      } else {
        this.excluded.add(key);
      }
    }
  }

  /** The server's answer for `targets`. */
  accept(plan: CachePlan): void {
    this.current = plan;
  }
}

/** Nothing goes: nothing is freed, nothing breaks. */
export const EMPTY_PLAN: CachePlan = { items: [], freed: 0, mentions: [], uses: [], problems: [] };

/** The mentions of each file together, files that pin a revision first. */
export function mentionsByFile(
  mentions: readonly CacheMention[],
): readonly (readonly [uri: string, mentions: readonly CacheMention[]])[] {
  const files = new Map<string, CacheMention[]>();
  for (const mention of mentions) {
    const known = files.get(mention.uri);
    if (known) {
      known.push(mention);
    } else {
      files.set(mention.uri, [mention]);
    }
  }
  const pins = (found: readonly CacheMention[]): boolean => found.some(({ revision }) => revision !== null);
  return [...files]
    .map(([uri, found]) => [uri, found.sort((one, other) => one.line - other.line)] as const)
    .sort(
      ([oneUri, one], [otherUri, other]) =>
        Number(pins(other)) - Number(pins(one)) || (oneUri < otherUri ? -1 : 1),
    );
}
