// Curves of every kind that a log can hold, from a seed: the same in every run of the tests.

/** Numbers from 0 to 1 (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface RandomCurve {
  readonly places: Float64Array<ArrayBuffer>;
  readonly values: Float32Array<ArrayBuffer>;
}

/** With spikes, stretches that are no numbers, values that are not above 0, places that repeat or leap. */
export function randomCurve(seed: number, length: number): RandomCurve {
  const next = numbers(seed);
  const places = new Float64Array(length);
  const values = new Float32Array(length);
  const steady = next() < 0.5;
  const bad = next() < 0.5 ? 0 : next() * 0.3;
  let place = Math.floor(next() * 100);
  for (let at = 0; at < length; at++) {
    places[at] = place;
    place += steady ? 1 : next() < 0.2 ? 0 : next() < 0.01 ? 1000 * next() : next();
    values[at] = next() < 0.001 ? 1e6 * (next() - 0.5) : 2 * next() - (next() < 0.3 ? 1 : 0);
    if (next() < bad) {
      values[at] = [NaN, Infinity, -Infinity, 0][Math.floor(next() * 4)] ?? NaN;
    }
  }
  return { places, values };
}
