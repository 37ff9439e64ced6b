import { beforeEach, describe, expect, test } from 'vitest';
import { PointStore } from '../../extension/webview/health/pointStore';
import type { Axis, PointsMessage } from '../../extension/src/webview/healthMessages';

const loss = { log: 'file:///run', run: '1', metric: 'loss' };
let frames: (() => void)[];
let store: PointStore;
let changes: number;

beforeEach(() => {
  frames = [];
  changes = 0;
  store = new PointStore((run) => frames.push(run));
  store.addEventListener('change', () => changes++);
});

function send(after: number, values: number[], options: Partial<PointsMessage> = {}): void {
  store.receive({
    kind: 'points',
    curve: loss,
    axis: 'step',
    generation: 1,
    after,
    places: Float64Array.from(values, (_, at) => (after + at + 1) * 10).buffer,
    values: Float32Array.from(values).buffer,
    more: false,
    ...options,
  });
}

function shown(): { places: number[]; values: number[]; axis: Axis; generation: number } | undefined {
  const points = store.points(loss);
  return (
    points && {
      places: [...points.places.subarray(0, points.length)],
      values: [...points.values.subarray(0, points.length)],
      axis: points.axis,
      generation: points.generation,
    }
  );
}

describe('the points of a curve', () => {
  test('are those that came, in the order they came', () => {
    send(0, [3, 2]);
    const before = store.points(loss);
    for (let at = 2; at < 500; at++) {
      send(at, [at]);
    }
    expect(shown()?.values).toEqual([3, 2, ...Array.from({ length: 498 }, (_, at) => at + 2)]);
    expect(shown()?.places.at(-1)).toBe(5000);
    expect(store.points(loss)).toBe(before);
  });

  test('are announced once a frame', () => {
    send(0, [1]);
    send(1, [2]);
    expect(changes).toBe(0);
    frames.splice(0).forEach((run) => run());
    expect(changes).toBe(1);
    send(2, [3]);
    frames.splice(0).forEach((run) => run());
    expect(changes).toBe(2);
  });

  test('are void from where they are sent again', () => {
    send(0, [1, 2, 3, 4]);
    send(2, [9]);
    expect(shown()?.values).toEqual([1, 2, 9]);
  });

  test('stay as long as those that replace them are not complete', () => {
    send(0, [1, 2, 3, 4]);
    send(0, [5, 6], { generation: 2, more: true });
    expect(shown()).toMatchObject({ values: [1, 2, 3, 4], generation: 1 });
    send(2, [7], { generation: 2 });
    expect(shown()).toMatchObject({ values: [5, 6, 7], generation: 2 });
  });

  test('of another axis are shown as soon as there are some', () => {
    send(0, [1, 2]);
    send(0, [], { axis: 'epoch', more: true });
    expect(shown()?.axis).toBe('step');
    send(0, [1], { axis: 'epoch', more: true });
    expect(shown()).toMatchObject({ axis: 'epoch', values: [1] });
    send(1, [2], { axis: 'epoch' });
    expect(shown()?.values).toEqual([1, 2]);
  });

  test('do not begin in the middle: what comes after a loss is of no use', () => {
    send(5, [1]);
    expect(shown()).toBeUndefined();
    send(0, [1, 2]);
    send(7, [3]);
    send(3, [3], { generation: 4 });
    expect(shown()).toMatchObject({ values: [1, 2], generation: 1 });
  });

  test('say whether their places only grow', () => {
    send(0, [1, 2]);
    expect(store.points(loss)?.sorted).toBe(true);
    send(2, [3], { places: Float64Array.from([5]).buffer });
    expect(store.points(loss)?.sorted).toBe(false);
  });

  test('of an axis that is not shown any more come too late', () => {
    store.axis = 'epoch';
    send(0, [1, 2]);
    expect(shown()).toBeUndefined();
    send(0, [1, 2], { axis: 'epoch' });
    expect(shown()?.axis).toBe('epoch');
  });

  test('say how far their places go', () => {
    send(0, [1, 2, 3], { places: Float64Array.from([7, NaN, 3]).buffer });
    expect(store.points(loss)).toMatchObject({ lowest: 3, highest: 7, sorted: false });
  });

  test('are forgotten with their log', () => {
    send(0, [1]);
    store.retain(new Set(['file:///other']));
    expect(shown()).toBeUndefined();
  });
});

describe('who waits for the points of curves', () => {
  const LONG = 60_000;
  const frame = (): void => frames.splice(0).forEach((run) => run());

  test('goes on once all have some of the axis that is shown', async () => {
    store.axis = 'step';
    let there = false;
    const waits = store.arrival([loss, { ...loss, run: '2' }], LONG).then(() => (there = true));
    send(0, [1]);
    frame();
    await Promise.resolve();
    expect(there).toBe(false);
    send(0, [2], { curve: { ...loss, run: '2' } });
    frame();
    await waits;
  });

  test('goes on at once when they are there, or when there is nothing to wait for', async () => {
    store.axis = 'step';
    await store.arrival([], LONG);
    send(0, [1]);
    await store.arrival([loss], LONG);
  });

  test('does not wait for ever', async () => {
    await store.arrival([loss], 1);
    expect(store.points(loss)).toBeUndefined();
  });
});
