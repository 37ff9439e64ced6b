// What the server's quick fix is called with: `[uri, version, range, edits]`. Anybody may call a command, so nothing
// of it is believed. Pure.
import { record } from './accessTarget';

export interface Place {
  readonly line: number;
  readonly character: number;
}

export interface PlainRange {
  readonly start: Place;
  readonly end: Place;
}

export interface PlainEdit {
  readonly range: PlainRange;
  readonly newText: string;
}

export interface Move {
  readonly uri: string;
  /** Null: the server does not say. */
  readonly version: number | null;
  readonly range: PlainRange;
  readonly edits: readonly PlainEdit[];
}

const MOST_EDITS = 100;
const LONGEST_EDIT = 1000;

export function parseMove(args: readonly unknown[]): Move | undefined {
  const [uri, version, rawRange, rawEdits] = args;
  const range = rangeOf(rawRange);
  if (typeof uri !== 'string' || !/^[a-z][a-z0-9+.-]*:/i.test(uri) || range === undefined) {
    return undefined;
  }
  if (version !== null && version !== undefined && !isCount(version)) {
    return undefined;
  }
  if (!Array.isArray(rawEdits) || rawEdits.length === 0 || rawEdits.length > MOST_EDITS) {
    return undefined;
  }
  const edits = rawEdits.flatMap((each: unknown) => editOf(each) ?? []);
  if (edits.length !== rawEdits.length || edits.some((edit) => overlapsAnother(edit, edits))) {
    return undefined;
  }
  // An edit that leaves the token where it is would move nothing.
  const takesOut = edits.some((edit) => covers(edit.range, range));
  return takesOut ? { uri, version: version ?? null, range, edits } : undefined;
}

/** What a token can look like where it stands; the Hub decides whether it is one. */
export function isTokenText(text: string): boolean {
  return /^(?:hf_|api_org_)[A-Za-z0-9_.-]{8,4096}$/.test(text);
}

function editOf(value: unknown): PlainEdit | undefined {
  const edit = record(value);
  const range = rangeOf(edit?.range);
  const newText = edit?.newText;
  return range && typeof newText === 'string' && newText.length <= LONGEST_EDIT
    ? { range, newText }
    : undefined;
}

function rangeOf(value: unknown): PlainRange | undefined {
  const range = record(value);
  const start = placeOf(range?.start);
  const end = placeOf(range?.end);
  return start && end && compare(start, end) <= 0 ? { start, end } : undefined;
}

function placeOf(value: unknown): Place | undefined {
  const place = record(value);
  return isCount(place?.line) && isCount(place.character)
    ? { line: place.line, character: place.character }
    : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function compare(one: Place, other: Place): number {
  return one.line - other.line || one.character - other.character;
}

function covers(outer: PlainRange, inner: PlainRange): boolean {
  return compare(outer.start, inner.start) <= 0 && compare(inner.end, outer.end) <= 0;
}

function overlapsAnother(edit: PlainEdit, all: readonly PlainEdit[]): boolean {
  return all.some(
    (other) =>
      other !== edit &&
      compare(edit.range.start, other.range.end) < 0 &&
      compare(other.range.start, edit.range.end) < 0,
  );
}
