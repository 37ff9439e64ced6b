import { indexAfter, indexFrom, type Placed } from './downsample';
import type { Range } from './ranges';

/**
 * The place of the next point to either side of the cursor, at least a pixel away, so that a million points can be
 * walked along. Without a cursor: the end of what is in view. Undefined: there is none.
 */
export function step(
  curves: readonly Placed[],
  cursor: number | undefined,
  direction: -1 | 1,
  view: Range,
  pixel: number,
): number | undefined {
  const from = cursor ?? (direction < 0 ? view.max + pixel : view.min - pixel);
  let best: number | undefined;
  for (const points of curves) {
    const place = direction > 0 ? after(points, from + pixel) : before(points, from - pixel);
    if (place !== undefined && (best === undefined || direction * (place - best) < 0)) {
      best = place;
    }
  }
  return best;
}

function after({ places, length, sorted }: Placed, least: number): number | undefined {
  return sorted ? places.subarray(0, length)[indexFrom(places, least, 0, length)] : undefined;
}

function before({ places, length, sorted }: Placed, most: number): number | undefined {
  return sorted ? places[indexAfter(places, most, 0, length) - 1] : undefined;
}
