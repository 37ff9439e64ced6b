/** Points of a bucket of the lowest level, and buckets of the next, as powers of 2. */
const BUCKET = 5;
const FAN = 3;
const LEVELS = 6;

interface Level {
  /** Indices of the lowest and the highest point of each bucket; -1: there is none. */
  lows: Int32Array;
  highs: Int32Array;
}

/**
 * Finds the lowest and the highest point of any stretch of a curve without looking at all of them: a pyramid of buckets
 * that grows with the curve. `positive`: for a logarithmic axis, points that are not above 0 do not count.
 */
export class Extremes {
  length = 0;
  /** What `find` found: indices, -1: no point that counts. */
  low = -1;
  high = -1;
  /** The indices of those that do not count, in order; `skippedLength` of them. */
  skipped = new Int32Array(0);
  skippedLength = 0;
  private values = new Float32Array(0);
  private readonly levels: Level[] = Array.from({ length: LEVELS }, () => ({
    lows: new Int32Array(0),
    highs: new Int32Array(0),
  }));

  constructor(private readonly positive: boolean) {}

  /** Whether a point can be drawn. */
  countsAt(index: number): boolean {
    const value = this.values[index] ?? NaN;
    return this.positive ? value > 0 && value < Infinity : value - value === 0;
  }

  /** Begins anew, in the memory that it has. */
  restart(): void {
    this.length = 0;
    this.skippedLength = 0;
  }

  extend(values: Float32Array<ArrayBuffer>, length: number): void {
    const before = this.length;
    this.values = values;
    if (length <= before) {
      return;
    }
    this.length = length;
    this.fillBuckets(before, length);
    for (let level = 1; level < LEVELS; level++) {
      this.fillLevel(level, before, length);
    }
  }

  /** The extremes of the points from `first` to before `end`. */
  find(first: number, end: number): void {
    this.low = -1;
    this.high = -1;
    let from = Math.min((first + (1 << BUCKET) - 1) >> BUCKET, end >> BUCKET);
    let to = end >> BUCKET;
    if (first > from << BUCKET) {
      this.scan(first, end);
      return;
    }
    this.scan(first, from << BUCKET);
    for (let level = 0; from < to; level++) {
      const nextFrom = (from + (1 << FAN) - 1) >> FAN;
      const nextTo = to >> FAN;
      if (level + 1 === LEVELS || nextFrom >= nextTo) {
        this.take(level, from, to);
        break;
      }
      this.take(level, from, nextFrom << FAN);
      this.take(level, nextTo << FAN, to);
      from = nextFrom;
      to = nextTo;
    }
    this.scan((end >> BUCKET) << BUCKET, end);
  }

  private fillBuckets(before: number, length: number): void {
    const { values, positive } = this;
    const { lows, highs } = this.room(0, before, length);
    for (let bucket = before >> BUCKET; bucket << BUCKET < length; bucket++) {
      const end = Math.min(length, (bucket + 1) << BUCKET);
      let low = -1;
      let high = -1;
      let lowest = Infinity;
      let highest = -Infinity;
      for (let at = bucket << BUCKET; at < end; at++) {
        const value = values[at] ?? NaN;
        // Comparisons with what is no number are false.
        if (value < lowest && value > (positive ? 0 : -Infinity)) {
          lowest = value;
          low = at;
        }
        if (value > highest && value < Infinity) {
          highest = value;
          high = at;
        }
        if (value - value !== 0 || (positive && value <= 0)) {
          if (at >= before) {
            this.skip(at);
          }
        }
      }
      lows[bucket] = low;
      highs[bucket] = positive && highest <= 0 ? -1 : high;
    }
  }

  private fillLevel(level: number, before: number, length: number): void {
    const shift = BUCKET + FAN * level;
    const { lows, highs } = this.room(level, before, length);
    const below = ((length - 1) >> (shift - FAN)) + 1;
    for (let bucket = before >> shift; bucket << shift < length; bucket++) {
      this.low = -1;
      this.high = -1;
      this.take(level - 1, bucket << FAN, Math.min(below, (bucket + 1) << FAN));
      lows[bucket] = this.low;
      highs[bucket] = this.high;
    }
  }

  private room(index: number, before: number, length: number): Level {
    const shift = BUCKET + FAN * index;
    const level = this.levels[index] ?? { lows: new Int32Array(0), highs: new Int32Array(0) };
    const needed = ((length - 1) >> shift) + 1;
    if (level.lows.length < needed) {
      const kept = before > 0 ? ((before - 1) >> shift) + 1 : 0;
      level.lows = enlarged(level.lows, kept, 2 * needed);
      level.highs = enlarged(level.highs, kept, 2 * needed);
    }
    return level;
  }

  private skip(at: number): void {
    if (this.skippedLength === this.skipped.length) {
      this.skipped = enlarged(this.skipped, this.skippedLength, 2 * this.skippedLength + 16);
    }
    this.skipped[this.skippedLength++] = at;
  }

  private scan(first: number, end: number): void {
    for (let at = first; at < end; at++) {
      if (this.countsAt(at)) {
        this.compare(at, at);
      }
    }
  }

  private take(level: number, first: number, end: number): void {
    const { lows, highs } = this.levels[level] ?? { lows: this.skipped, highs: this.skipped };
    for (let bucket = first; bucket < end; bucket++) {
      this.compare(lows[bucket] ?? -1, highs[bucket] ?? -1);
    }
  }

  private compare(low: number, high: number): void {
    const { values } = this;
    if (low < 0 || high < 0) {
      return;
    }
    if (this.low < 0 || (values[low] ?? NaN) < (values[this.low] ?? NaN)) {
      this.low = low;
    }
    if (this.high < 0 || (values[high] ?? NaN) > (values[this.high] ?? NaN)) {
      this.high = high;
    }
  }
}

function enlarged(from: Int32Array, length: number, capacity: number): Int32Array<ArrayBuffer> {
  const into = new Int32Array(capacity);
  into.set(from.subarray(0, length));
  return into;
}
