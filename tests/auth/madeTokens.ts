// Tokens that look real are made here: none stands in the sources, and none is anybody's.
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Numbers below `below` that look random and are the same each time. */
export function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export function madeToken(seed: number): string {
  const next = numbers(seed);
  return `hf_${Array.from({ length: 34 }, () => LETTERS[next(LETTERS.length)]).join('')}`;
}
