// What opening without an argument opens. Pure.
import type { LogFolder } from '../protocol';

export type Choice =
  /** There is nothing to choose. */
  | { readonly kind: 'open'; readonly folder: LogFolder }
  | { readonly kind: 'ask'; readonly folders: readonly LogFolder[] }
  /** Nothing has been written yet. `expected`: where it may be. */
  | { readonly kind: 'none'; readonly expected: LogFolder | undefined };

export function choose(folders: readonly LogFolder[]): Choice {
  const [named, ...otherNamed] = folders.filter(({ reason }) => reason === 'code');
  if (named && otherNamed.length === 0) {
    return { kind: 'open', folder: named };
  }
  const [written, ...otherWritten] = folders.filter(({ runs }) => runs > 0);
  if (named === undefined && written && otherWritten.length === 0) {
    return { kind: 'open', folder: written };
  }
  return named || written ? { kind: 'ask', folders } : { kind: 'none', expected: folders[0] };
}
