// The part of a printed log that is in view: its end, and what was asked for before it. Pure.
import type { LogLine } from '../../src/protocol';

export interface LineAnswer {
  readonly lines: readonly LogLine[];
  readonly before: number;
}

export interface Chunk {
  /** Stays when lines come before or after it. */
  readonly key: number;
  readonly lines: readonly LogLine[];
}

const CHUNK_LINES = 200;
/** More than that nobody reads by scrolling: what goes too far from the view is let go. */
const MOST_LINES = 10_000;

export class LogLines {
  private lines: readonly LogLine[] = [];
  /** Where the first line stands, counted from the first one there ever was: negative for those before it. */
  private first = 0;
  /** Ask with this for the lines before these; 0: there are none. */
  before = 0;

  get count(): number {
    return this.lines.length;
  }

  /** The end of the log as it is now. Lines that do not reach up to it would leave a gap, and go. */
  tail({ lines, before }: LineAnswer): void {
    const start = lines[0];
    const kept = start === undefined ? 0 : this.lines.findIndex(({ offset }) => offset >= start.offset);
    if (start === undefined || kept < 0) {
      this.lines = lines;
      this.first = 0;
      this.before = before;
      return;
    }
    const whole = [...this.lines.slice(0, kept), ...lines];
    if (kept === 0) {
      this.before = before;
    }
    const surplus = Math.max(0, whole.length - MOST_LINES);
    this.lines = whole.slice(surplus);
    this.first += surplus;
    if (surplus > 0) {
      this.before = this.lines[0]?.offset ?? 0;
    }
  }

  /** What comes before. True: for that, lines at the end were let go. */
  earlier({ lines, before }: LineAnswer): boolean {
    const start = this.lines[0];
    const added = start === undefined ? lines : lines.filter(({ offset }) => offset < start.offset);
    const whole = [...added, ...this.lines];
    this.lines = whole.slice(0, MOST_LINES);
    this.first -= added.length;
    this.before = before;
    return whole.length > MOST_LINES;
  }

  /** In pieces that stay as they are when lines are added, so that only what is new is drawn. */
  chunks(): Chunk[] {
    const chunks: Chunk[] = [];
    let from = 0;
    while (from < this.lines.length) {
      const place = this.first + from;
      const key = Math.floor(place / CHUNK_LINES);
      const to = from + (key + 1) * CHUNK_LINES - place;
      chunks.push({ key, lines: this.lines.slice(from, to) });
      from = to;
    }
    return chunks;
  }
}
