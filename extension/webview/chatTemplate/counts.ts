// How many tokens belong to whom, as the footer says it. Pure.
import type { MessageSpan } from '../../src/protocol';

export interface Count {
  readonly label: string;
  readonly tokens: number;
}

const MOST_ENTRIES = 8;

/** One entry per message; in a long conversation one per role. */
export function countsOf(
  spans: readonly MessageSpan[],
  labels: { readonly prompt: string; readonly frame: string },
): readonly Count[] {
  const counts = spans.flatMap(({ part, role, tokens }): Count[] => {
    if (tokens === null || tokens === undefined || (tokens === 0 && part !== 'message')) {
      return [];
    }
    return [{ label: part === 'message' ? (role ?? '?') : labels[part], tokens }];
  });
  if (counts.length <= MOST_ENTRIES) {
    return counts;
  }
  const byLabel = new Map<string, number>();
  for (const { label, tokens } of counts) {
    byLabel.set(label, (byLabel.get(label) ?? 0) + tokens);
  }
  return [...byLabel].map(([label, tokens]) => ({ label, tokens }));
}
