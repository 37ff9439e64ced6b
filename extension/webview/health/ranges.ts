/** A stretch of an axis. `min` is less than `max`. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** The closest look, as a part of all there is. A double has no more digits to tell places apart. */
const CLOSEST = 1e-9;
/** Empty space above and below a curve, as a part of its height. */
const MARGIN = 0.06;

/** At least something wide: a single point has to be somewhere. */
export function spread(min: number, max: number): Range {
  if (min < max) {
    return { min, max };
  }
  const half = Math.abs(min) * 0.05 || 1;
  return { min: min - half, max: min + half };
}

/** All of both. */
export function union(one: Range | undefined, other: Range | undefined): Range | undefined {
  if (one === undefined || other === undefined) {
    return one ?? other;
  }
  return { min: Math.min(one.min, other.min), max: Math.max(one.max, other.max) };
}

/** `factor` below 1 looks closer; what is `at` stays where it is. Undefined: all there is. */
export function zoomed(range: Range, at: number, factor: number, extent: Range): Range | undefined {
  const whole = extent.max - extent.min;
  const width = Math.max((range.max - range.min) * factor, whole * CLOSEST);
  if (width >= whole) {
    return undefined;
  }
  const part = (at - range.min) / (range.max - range.min);
  return within({ min: at - width * part, max: at + width * (1 - part) }, extent);
}

/** Moves a range, at most to the end of what there is. */
export function panned(range: Range, by: number, extent: Range): Range {
  return within({ min: range.min + by, max: range.max + by }, extent);
}

/** Where the range is after more points came: one at the right end follows them. */
export function followed(range: Range, before: Range, now: Range): Range {
  const tolerance = (range.max - range.min) * 1e-6;
  return range.max >= before.max - tolerance ? panned(range, now.max - before.max, now) : range;
}

/** Moved so that it is inside of another, as wide as before if that is as wide. */
export function within(range: Range, extent: Range): Range {
  const width = Math.min(range.max - range.min, extent.max - extent.min);
  const min = Math.min(Math.max(range.min, extent.min), extent.max - width);
  return { min, max: min + width };
}

/** The vertical axis for values from `low` to `high`. */
export function roomy(low: number, high: number, logarithmic: boolean): Range {
  if (!logarithmic) {
    const { min, max } = spread(low, high);
    const margin = (max - min) * MARGIN;
    return { min: min - margin, max: max + margin };
  }
  const from = Math.log10(low);
  const to = Math.log10(high);
  const margin = Math.max((to - from) * MARGIN, 0.02);
  return { min: 10 ** (from - margin), max: 10 ** (to + margin) };
}
