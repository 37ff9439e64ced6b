// What these tests need of VS Code: what the room of training needs, and disposables that do something.
import { clientMock, vscodeMock as shared } from '../training/editor';

export { clientMock };

export const vscodeMock = () => {
  class Disposable {
    constructor(readonly dispose: () => void) {}
    static readonly from = (...all: readonly { readonly dispose: () => void }[]): Disposable =>
      new Disposable(() => all.forEach((each) => each.dispose()));
  }
  class Range {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
    constructor(line: number, character: number, endLine: number, endCharacter: number) {
      this.start = { line, character };
      this.end = { line: endLine, character: endCharacter };
    }
  }
  return { ...shared(), Disposable, Range, ViewColumn: { Active: -1, Beside: -2, One: 1, Two: 2 } };
};
