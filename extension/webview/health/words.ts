import type { HealthStrings } from '../../src/webview/healthStrings';

/** The words in the user's language. The host sends them before anything is shown. */
export let words = {} as HealthStrings;

export function setWords(strings: HealthStrings): void {
  words = strings;
}
