// A token as text that somebody typed or pasted, and what may be shown of it. Pure.

const PREFIX = 'hf_';
const TAIL = 4;
/** Four characters of a shorter one would tell too much of it. */
const SHORTEST_TAILED = 16;

/** What may be shown of a token. */
export function shownOf(secret: string): string {
  const prefix = secret.startsWith(PREFIX) ? PREFIX : '';
  return secret.length >= SHORTEST_TAILED ? `${prefix}…${secret.slice(-TAIL)}` : `${prefix}…`;
}

export type TokenShape = 'fine' | 'empty' | 'spaces' | 'old';

/** Whether it can be a token at all. Gentle: what is one, the Hub knows. */
export function tokenShape(text: string): TokenShape {
  const secret = text.trim();
  if (secret === '') {
    return 'empty';
  }
  if (/\s/.test(secret)) {
    return 'spaces';
  }
  return secret.startsWith('api_org_') ? 'old' : 'fine';
}
