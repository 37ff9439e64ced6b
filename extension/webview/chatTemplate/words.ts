import type { PreviewStrings } from '../../src/webview/previewStrings';

/** The words in the user's language. The host sends them before anything is shown. */
export let words = {} as PreviewStrings;

export function setWords(strings: PreviewStrings): void {
  words = strings;
}
