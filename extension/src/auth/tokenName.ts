// Under which name a token is kept. Pure.
import type { TokenCheck } from '../protocol';

const FALLBACK = 'token';

/** The Hub's name for it. One that nobody could ask about gets a name that is free. */
export function proposedName(check: TokenCheck, taken: readonly string[]): string {
  return named(check.name) ?? named(check.account) ?? freeName(FALLBACK, taken);
}

export function freeName(name: string, taken: readonly string[]): string {
  let free = name;
  for (let number = 2; taken.includes(free); number++) {
    free = `${name} ${number}`;
  }
  return free;
}

function named(text: string | null | undefined): string | undefined {
  const name = text?.trim() ?? '';
  return name === '' ? undefined : name;
}
