// What a script that was written says of the settings that were left to the server. Pure.

export interface SuitedValue {
  readonly value: string;
  /** The comment above it; empty: there is none. */
  readonly why: string;
}

/** The value of a constant at the top of a script, and why it is that. */
export function constantOf(text: string, name: string): SuitedValue | undefined {
  const lines = text.split('\n');
  const place = lines.findIndex((line) => line.startsWith(`${name} = `));
  const [line = '', aside] = (lines[place] ?? '').slice(name.length + 3).split('  # ', 2);
  if (place < 0 || line === '') {
    return undefined;
  }
  let first = place;
  while (lines[first - 1]?.startsWith('# ')) {
    first -= 1;
  }
  const above = lines.slice(first, place).map((comment) => comment.slice(2));
  return { value: line.trim(), why: aside?.trim() ?? above.join(' ').trim() };
}
