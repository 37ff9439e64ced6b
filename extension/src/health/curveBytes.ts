// Points as they come from the language server: numbers in base64. Pure.
import type { Curve } from '../protocol';

const DOUBLE = 8;
const FLOAT = 4;

export interface CurveBytes {
  readonly places: ArrayBuffer;
  readonly values: ArrayBuffer;
}

/** Throws when there are not as many numbers as it says. */
export function curveBytes({ places, values, count }: Curve): CurveBytes {
  return { places: decoded(places, count * DOUBLE), values: decoded(values, count * FLOAT) };
}

/** A buffer of its own: what is decoded lies anywhere in one that others use too. */
function decoded(text: string, length: number): ArrayBuffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.byteLength !== length) {
    throw new Error(`A curve has ${bytes.byteLength} bytes in place of ${length}.`);
  }
  const own = new ArrayBuffer(length);
  new Uint8Array(own).set(bytes);
  return own;
}
