// Lines of a terminal that tell of an access error. Every line of every terminal comes by here: what has none of the
// words is let go before anything else is looked at. Pure.

/** As much of a line as is looked at. */
export const LONGEST_LINE = 2000;

interface Sign {
  /** What the pattern can not do without. */
  readonly word: string;
  /** Which characters of the line become the link. */
  readonly pattern: RegExp;
}

// Each pattern begins with its word and repeats nothing inside a repetition: no line takes long.
const SIGNS: readonly Sign[] = [
  { word: 'Cannot access gated repo', pattern: /Cannot access gated repo(?: for url \S{1,500})?/ },
  { word: 'Access to ', pattern: /Access to (?:model|dataset|space) \S{1,200} is restricted/ },
  { word: ' Client Error', pattern: /\b40[13] Client Error/ },
  { word: 'is not a local folder', pattern: /is not a local folder and is not a valid model identifier/ },
  { word: 'GatedRepoError', pattern: /\bGatedRepoError\b/ },
  { word: 'RepositoryNotFoundError', pattern: /\bRepositoryNotFoundError\b/ },
  { word: 'Repository Not Found for url', pattern: /Repository Not Found for url/ },
  { word: 'You are trying to access a gated repo', pattern: /You are trying to access a gated repo/ },
  { word: 'Invalid user token', pattern: /Invalid user token/ },
];

export interface ErrorPlace {
  readonly start: number;
  readonly length: number;
}

export function accessErrorIn(line: string): ErrorPlace | undefined {
  const text = line.length > LONGEST_LINE ? line.slice(0, LONGEST_LINE) : line;
  for (const { word, pattern } of SIGNS) {
    const match = text.includes(word) ? pattern.exec(text) : null;
    if (match) {
      return { start: match.index, length: match[0].length };
    }
  }
  return undefined;
}
