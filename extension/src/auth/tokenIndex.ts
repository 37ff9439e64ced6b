// What is written down of the tokens in the editor's secret store: names, and what may be shown. Never a token. Pure.

export interface KnownToken {
  readonly name: string;
  /** For example `hf_…abcd`. */
  readonly shown: string;
  /** It is renewed by itself before it ends. */
  readonly renews?: true;
}

export interface TokenIndex {
  readonly tokens: readonly KnownToken[];
  /** The one in use on each machine: signing in on one does not hand the token to every other. */
  readonly inUse: Readonly<Record<string, string>>;
}

export const EMPTY_INDEX: TokenIndex = { tokens: [], inUse: {} };

/** What was written down, as far as it makes sense. */
export function readIndex(value: unknown): TokenIndex {
  if (!isRecord(value)) {
    return EMPTY_INDEX;
  }
  const found = Array.isArray(value.tokens) ? value.tokens.filter(isKnownToken) : [];
  const tokens = [...new Map(found.map((token) => [token.name, cleaned(token)])).values()];
  const inUse = isRecord(value.inUse) ? Object.entries(value.inUse) : [];
  return {
    tokens,
    inUse: Object.fromEntries(
      inUse.filter((entry): entry is [string, string] => tokens.some(({ name }) => name === entry[1])),
    ),
  };
}

export function withToken(index: TokenIndex, token: KnownToken): TokenIndex {
  const others = index.tokens.filter(({ name }) => name !== token.name);
  return { ...index, tokens: [...others, token].sort((a, b) => a.name.localeCompare(b.name)) };
}

/** Without it, and in use nowhere. */
export function withoutToken(index: TokenIndex, name: string): TokenIndex {
  return {
    tokens: index.tokens.filter((token) => token.name !== name),
    inUse: Object.fromEntries(Object.entries(index.inUse).filter(([, used]) => used !== name)),
  };
}

export function withUse(index: TokenIndex, machine: string, name: string | undefined): TokenIndex {
  const others = Object.entries(index.inUse).filter(([each]) => each !== machine);
  return { ...index, inUse: Object.fromEntries(name === undefined ? others : [...others, [machine, name]]) };
}

function cleaned({ name, shown, renews }: KnownToken): KnownToken {
  return renews === true ? { name, shown, renews } : { name, shown };
}

function isKnownToken(value: unknown): value is KnownToken {
  return (
    isRecord(value) && typeof value.name === 'string' && value.name !== '' && typeof value.shown === 'string'
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
