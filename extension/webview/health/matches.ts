// Where a line has what is searched for, by the same rule as the server's search. Pure.

export interface Piece {
  readonly text: string;
  readonly match: boolean;
}

/** The line in pieces. Capitals count only if what is searched for has some. */
export function pieces(line: string, search: string): Piece[] {
  const exact = search !== search.toLowerCase();
  const within = exact ? line : line.toLowerCase();
  // A few letters have another length in small: then it cannot be said where it stands.
  if (search === '' || within.length !== line.length) {
    return [{ text: line, match: false }];
  }
  const found: Piece[] = [];
  let from = 0;
  for (let at = within.indexOf(search); at >= 0; at = within.indexOf(search, from)) {
    if (at > from) {
      found.push({ text: line.slice(from, at), match: false });
    }
    from = at + search.length;
    found.push({ text: line.slice(at, from), match: true });
  }
  if (from < line.length) {
    found.push({ text: line.slice(from), match: false });
  }
  return found;
}
