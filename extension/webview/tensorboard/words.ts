import type { TensorBoardStrings } from '../../src/webview/tensorboardStrings';

/** The words in the user's language. The host sends them before anything is shown. */
export let words = {} as TensorBoardStrings;

export function setWords(strings: TensorBoardStrings): void {
  words = strings;
}
