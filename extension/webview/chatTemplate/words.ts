import type { PreviewStrings } from '../../src/webview/previewStrings';

/** The words in the user's language. The host sends them before anything is shown. */
export let words = {} as PreviewStrings;

export function setWords(strings: PreviewStrings): void {
  words = strings;
}

/** Puts values in the places {0}, {1}… of a sentence. */
export function fill(sentence: string, ...values: readonly (string | number)[]): string {
  return sentence.replace(/\{(\d+)\}/g, (place, index: string) => String(values[Number(index)] ?? place));
}
