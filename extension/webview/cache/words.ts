import type { CacheStrings } from '../../src/webview/cacheStrings';

/** The words in the user's language. The host sends them before anything is shown. */
export let words = {} as CacheStrings;

export function setWords(strings: CacheStrings): void {
  words = strings;
}
