// Which rows of a tree view have to be drawn again. Pure.

/** The ids of the rows to draw again, each with what is below it; `everything` when rows at the top came, went or moved. */
export function rowDifference(
  before: readonly { readonly id: string }[],
  after: readonly { readonly id: string }[],
): 'everything' | readonly string[] {
  if (before.length !== after.length || after.some(({ id }, index) => before[index]?.id !== id)) {
    return 'everything';
  }
  return after
    .filter((node, index) => JSON.stringify(node) !== JSON.stringify(before[index]))
    .map(({ id }) => id);
}
