import type { Axis, CurveKey, PointsMessage } from '../../src/webview/healthMessages';

/** The points of a curve so far. Only `length` of the buffers counts. Points are only ever added. */
export interface CurvePoints {
  readonly places: Float64Array<ArrayBuffer>;
  readonly values: Float32Array<ArrayBuffer>;
  readonly length: number;
  readonly generation: number;
  readonly axis: Axis;
  /** Each place is at least the one before; else they are drawn in their own order. */
  readonly sorted: boolean;
  /** Of all places; infinite while there are none. */
  readonly lowest: number;
  readonly highest: number;
}

/** What stands for a curve in a map. */
export function curveId({ log, run, metric }: CurveKey): string {
  return JSON.stringify([log, run, metric]);
}

class GrowingPoints implements CurvePoints {
  places: Float64Array<ArrayBuffer>;
  values: Float32Array<ArrayBuffer>;
  length = 0;
  sorted = true;
  lowest = Infinity;
  highest = -Infinity;

  constructor(
    readonly generation: number,
    readonly axis: Axis,
    capacity: number,
  ) {
    this.places = new Float64Array(capacity);
    this.values = new Float32Array(capacity);
  }

  add(places: Float64Array, values: Float32Array): void {
    const count = Math.min(places.length, values.length);
    const end = this.length + count;
    if (end > this.values.length) {
      const capacity = Math.max(end, 2 * this.values.length);
      this.places = grown(this.places, new Float64Array(capacity), this.length);
      this.values = grown(this.values, new Float32Array(capacity), this.length);
    }
    this.places.set(places.subarray(0, count), this.length);
    this.values.set(values.subarray(0, count), this.length);
    let before = this.places[this.length - 1] ?? -Infinity;
    for (let at = this.length; at < end; at++) {
      const place = this.places[at] ?? NaN;
      this.sorted &&= place >= before;
      this.lowest = place < this.lowest ? place : this.lowest;
      this.highest = place > this.highest ? place : this.highest;
      before = place;
    }
    this.length = end;
  }
}

function grown<T extends Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer>>(
  from: T,
  into: T,
  length: number,
): T {
  into.set(from.subarray(0, length));
  return into;
}

interface Entry {
  readonly log: string;
  shown: GrowingPoints | undefined;
  /** What takes its place once it is complete, so that nothing flickers. */
  incoming: GrowingPoints | undefined;
}

/** The points of all curves as the host sends them. Fires `change` once a frame at most. */
export class PointStore extends EventTarget {
  /** What is along the axis now: late points of another are of no use. Undefined: whatever comes. */
  axis: Axis | undefined;
  private readonly entries = new Map<string, Entry>();
  private announced = false;

  constructor(private readonly nextFrame: (run: () => void) => void = (run) => requestAnimationFrame(run)) {
    super();
  }

  points(curve: CurveKey): CurvePoints | undefined {
    return this.entries.get(curveId(curve))?.shown;
  }

  receive(message: PointsMessage): void {
    if (this.axis !== undefined && message.axis !== this.axis) {
      return;
    }
    const id = curveId(message.curve);
    const entry = this.entries.get(id) ?? { log: message.curve.log, shown: undefined, incoming: undefined };
    const target = targetOf(entry, message);
    if (target === undefined) {
      return;
    }
    this.entries.set(id, entry);
    const { places, values } = message;
    target.add(
      new Float64Array(places, 0, Math.floor(places.byteLength / Float64Array.BYTES_PER_ELEMENT)),
      new Float32Array(values, 0, Math.floor(values.byteLength / Float32Array.BYTES_PER_ELEMENT)),
    );
    if (entry.incoming?.length && (!message.more || entry.shown?.axis !== message.axis)) {
      entry.shown = entry.incoming;
      entry.incoming = undefined;
    }
    this.announce();
  }

  /** Resolves once all these curves have points of the axis that is shown now, or after that many milliseconds. */
  arrival(curves: readonly CurveKey[], most: number): Promise<void> {
    const there = (): boolean => curves.every((curve) => this.points(curve)?.axis === this.axis);
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.removeEventListener('change', check);
        resolve();
      };
      const check = (): void => {
        if (there()) {
          done();
        }
      };
      const timer = setTimeout(done, most);
      this.addEventListener('change', check);
      check();
    });
  }

  /** Forgets the curves of logs that are not shown any more. */
  retain(logs: ReadonlySet<string>): void {
    for (const [id, { log }] of this.entries) {
      if (!logs.has(log)) {
        this.entries.delete(id);
      }
    }
  }

  private announce(): void {
    if (!this.announced) {
      this.announced = true;
      this.nextFrame(() => {
        this.announced = false;
        this.dispatchEvent(new Event('change'));
      });
    }
  }
}

/** Where the points of a message belong; undefined: points before them are missing, so they are of no use. */
function targetOf(entry: Entry, message: PointsMessage): GrowingPoints | undefined {
  const { after, generation, axis } = message;
  const known = entry.incoming ?? entry.shown;
  if (known?.generation === generation && known.axis === axis && after <= known.length) {
    if (after === known.length) {
      return known;
    }
    const kept = new GrowingPoints(generation, axis, known.values.length);
    kept.add(known.places.subarray(0, after), known.values.subarray(0, after));
    entry.incoming = kept;
    return kept;
  }
  if (after > 0) {
    return undefined;
  }
  entry.incoming = new GrowingPoints(generation, axis, Math.ceil(message.values.byteLength / 4));
  return entry.incoming;
}
