import type { Extremes } from './extremes';
import type { Range } from './ranges';

/** Where points are on the horizontal axis. */
export interface Placed {
  readonly places: Float64Array;
  readonly length: number;
  readonly sorted: boolean;
}

/** The line is broken here: there is a point that cannot be drawn. */
export const BREAK = -1;
/** With so few points in a column of pixels, all are drawn. */
const FEW = 4;

/**
 * The points to draw so that it looks as if all were drawn: of each column of pixels the first, the lowest, the highest
 * and the last, so no spike is hidden; and the neighbours on both sides of the range, to which the line leads.
 * Indices in their order, `BREAK` between.
 */
export function downsample(points: Placed, extremes: Extremes, range: Range, columns: number): number[] {
  const chosen = new Chosen(extremes);
  if (points.sorted) {
    sortedColumns(points, range, columns, chosen);
  } else {
    columnsInTheirOrder(points, range, columns, chosen);
  }
  return chosen.indices;
}

/** The first index whose place is at least `place`, from `first` to `end`; they are in order. */
export function indexFrom(
  places: Float64Array | Int32Array,
  place: number,
  first: number,
  end: number,
): number {
  let low = first;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? NaN) < place) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** The first index whose place is more than `place`. */
export function indexAfter(places: Float64Array, place: number, first: number, end: number): number {
  let low = first;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? NaN) <= place) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** The index of the point that is nearest to a place; -1: there are none. */
export function nearest({ places, length, sorted }: Placed, place: number): number {
  if (sorted) {
    const after = indexFrom(places, place, 0, length);
    const before = after - 1;
    if (after >= length) {
      return before;
    }
    return before >= 0 && place - (places[before] ?? NaN) < (places[after] ?? NaN) - place ? before : after;
  }
  let found = -1;
  let distance = Infinity;
  for (let at = 0; at < length; at++) {
    const far = Math.abs((places[at] ?? NaN) - place);
    if (far < distance) {
      distance = far;
      found = at;
    }
  }
  return found;
}

function sortedColumns(points: Placed, range: Range, columns: number, chosen: Chosen): void {
  const { places, length } = points;
  const from = indexFrom(places, range.min, 0, length);
  const to = indexAfter(places, range.max, from, length);
  if (from > 0) {
    chosen.all(from - 1, from);
  }
  if (to - from <= FEW * columns) {
    chosen.all(from, to);
  } else {
    const width = (range.max - range.min) / columns;
    let first = from;
    for (let column = 1; column <= columns && first < to; column++) {
      const end = column === columns ? to : indexFrom(places, range.min + column * width, first, to);
      chosen.column(first, end);
      first = end;
    }
  }
  if (to < length) {
    chosen.all(to, to + 1);
  }
}

function columnsInTheirOrder(
  { places, length }: Placed,
  range: Range,
  columns: number,
  chosen: Chosen,
): void {
  const scale = columns / (range.max - range.min);
  let first = 0;
  let column = NaN;
  for (let at = 0; at <= length; at++) {
    const place = at < length ? (places[at] ?? NaN) : NaN;
    const next = Math.max(-1, Math.min(columns, Math.floor((place - range.min) * scale)));
    if (next !== column) {
      if (!Number.isNaN(column)) {
        chosen.column(first, at);
      }
      first = at;
      column = next;
    }
  }
}

class Chosen {
  readonly indices: number[] = [];
  private last = -1;
  private nextSkipped = 0;

  constructor(private readonly extremes: Extremes) {}

  all(first: number, end: number): void {
    for (let at = first; at < end; at++) {
      if (this.extremes.countsAt(at)) {
        this.add(at, true);
      }
    }
  }

  column(first: number, end: number): void {
    if (end - first <= FEW) {
      this.all(first, end);
      return;
    }
    const { extremes } = this;
    extremes.find(first, end);
    const { low, high } = extremes;
    if (low < 0) {
      return;
    }
    let start = first;
    while (!extremes.countsAt(start)) {
      start++;
    }
    // Within one column a gap cannot be seen, but a line that is broken there would hide the spike.
    this.add(start, true);
    this.add(Math.min(low, high), false);
    this.add(Math.max(low, high), false);
    let stop = end - 1;
    while (stop > this.last && !extremes.countsAt(stop)) {
      stop--;
    }
    this.add(stop, false);
  }

  private add(index: number, mayBreak: boolean): void {
    if (index <= this.last) {
      return;
    }
    const { skipped, skippedLength } = this.extremes;
    while (this.nextSkipped < skippedLength && (skipped[this.nextSkipped] ?? NaN) < this.last) {
      this.nextSkipped++;
    }
    const next = this.nextSkipped < skippedLength ? (skipped[this.nextSkipped] ?? NaN) : Infinity;
    if (mayBreak && this.last >= 0 && next < index) {
      this.indices.push(BREAK);
    }
    this.indices.push(index);
    this.last = index;
  }
}
