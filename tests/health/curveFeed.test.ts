// Which points a webview gets, and what the server is asked for them.
import { beforeEach, expect, test, vi } from 'vitest';
import { CurveFeed } from '../../extension/src/health/curveFeed';
import type { FollowedLog } from '../../extension/src/health/logsReader';
import type { Curve, CurveParams } from '../../extension/src/protocol';
import type { CurveKey, PointsMessage } from '../../extension/src/webview/healthMessages';
import { LOG, logState } from './logStates';

const PAGE = 3;
const loss: CurveKey = { log: LOG, run: '0', metric: 'loss' };
const rate: CurveKey = { log: LOG, run: '0', metric: 'learning_rate' };

/** A log as the server has it: the points of each curve are its numbers. */
class Log {
  generation = 1;
  opening = 1;
  told = true;
  points: Record<string, number[]> = {};
  asked: CurveParams[] = [];
  held: (() => void)[] = [];
  isSlow = false;
  most = 0;
  private now = 0;

  get(log: string): FollowedLog {
    const counts = Object.fromEntries(Object.entries(this.points).map(([name, list]) => [name, list.length]));
    const state = this.told ? logState(counts, { generation: this.generation, log }) : undefined;
    const subject = { log, name: '', method: '', classes: 0, script: '' } as const;
    return { subject, state, problem: '', error: undefined, opening: this.opening };
  }

  async curve(params: CurveParams): Promise<Curve> {
    this.asked.push(params);
    this.most = Math.max(this.most, (this.now += 1));
    if (this.isSlow) {
      await new Promise<void>((resolve) => this.held.push(resolve));
    }
    this.now -= 1;
    if (params.generation !== this.generation) {
      return { generation: this.generation, after: 0, places: '', values: '', count: 0, more: false };
    }
    const all = this.points[params.metric] ?? [];
    const part = all.slice(params.after, params.after + PAGE);
    return {
      generation: this.generation,
      after: params.after,
      places: base64(new Float64Array(part.map((_, index) => params.after + index))),
      values: base64(new Float32Array(part)),
      count: part.length,
      more: params.after + PAGE < all.length,
    };
  }
}

function base64(numbers: Float64Array | Float32Array): string {
  return Buffer.from(numbers.buffer).toString('base64');
}

let log = new Log();
let sent: PointsMessage[] = [];
let failures: unknown[] = [];
let feed = new CurveFeed(
  log,
  () => Promise.resolve(),
  () => undefined,
);

beforeEach(() => {
  log = new Log();
  sent = [];
  failures = [];
  feed = new CurveFeed(
    log,
    (message) => Promise.resolve(sent.push(message)),
    (error) => failures.push(error),
  );
});

/** What the webview has of a curve after all messages so far. */
function drawn(curve: CurveKey): number[] {
  let values: number[] = [];
  for (const message of sent.filter((each) => each.curve.metric === curve.metric)) {
    values = [...values.slice(0, message.after), ...new Float32Array(message.values)];
  }
  return values;
}

test('all points of the curves in view arrive, page by page, in order', async () => {
  log.points = { loss: [9, 8, 7, 6, 5, 4, 3], learning_rate: [1, 2], grad_norm: [1] };
  feed.show([loss, rate], 'step');
  await vi.waitFor(() =>
    expect([drawn(loss), drawn(rate)]).toEqual([
      [9, 8, 7, 6, 5, 4, 3],
      [1, 2],
    ]),
  );
  expect(log.asked.map(({ metric, after }) => `${metric} ${after}`)).toEqual([
    'loss 0',
    'loss 3',
    'loss 6',
    'learning_rate 0',
  ]);
  expect(sent.map(({ more }) => more)).toEqual([true, true, false, false]);
  expect([...new Float64Array(sent[1]?.places ?? new ArrayBuffer(0))]).toEqual([3, 4, 5]);
});

test('infinities and what is no number arrive as they are', async () => {
  log.points = { loss: [1, NaN, Infinity] };
  feed.show([loss], 'step');
  await vi.waitFor(() => expect(drawn(loss)).toEqual([1, NaN, Infinity]));
});

test('a row that comes is asked for alone, and a curve with nothing new is not asked for', async () => {
  log.points = { loss: [9, 8], learning_rate: [1, 1] };
  feed.show([loss, rate], 'step');
  await vi.waitFor(() => expect(drawn(rate)).toEqual([1, 1]));
  log.asked = [];
  log.points = { ...log.points, loss: [9, 8, 7] };
  feed.notice(LOG);
  await vi.waitFor(() => expect(drawn(loss)).toEqual([9, 8, 7]));
  expect(log.asked.map(({ metric, after }) => `${metric} ${after}`)).toEqual(['loss 2']);
  feed.notice(LOG);
  expect(log.asked).toHaveLength(1);
});

test('however often something is new, the server answers one question at a time', async () => {
  log.points = { loss: [9] };
  log.isSlow = true;
  feed.show([loss, rate], 'step');
  log.points = { loss: [9, 8] };
  [1, 2, 3].forEach(() => feed.notice(LOG));
  log.isSlow = false;
  log.held.forEach((go) => go());
  await vi.waitFor(() => expect(drawn(loss)).toEqual([9, 8]));
  expect(log.most).toBe(1);
});

test('points that were others begin anew', async () => {
  log.points = { loss: [9, 8, 7, 6] };
  feed.show([loss], 'step');
  await vi.waitFor(() => expect(drawn(loss)).toHaveLength(4));
  log.generation = 2;
  log.points = { loss: [1, 2] };
  feed.notice(LOG);
  await vi.waitFor(() => expect(sent.at(-1)).toMatchObject({ generation: 2, after: 0 }));
  expect([...new Float32Array(sent.at(-1)?.values ?? new ArrayBuffer(0))]).toEqual([1, 2]);
});

test('the answer tells of another generation before the state does', async () => {
  log.points = { loss: [9, 8] };
  feed.show([loss], 'step');
  await vi.waitFor(() => expect(drawn(loss)).toEqual([9, 8]));
  const old = log.get(LOG);
  log.generation = 2;
  log.points = { loss: [1] };
  const stale = vi.spyOn(log, 'get').mockReturnValue({
    ...old,
    state: logState({ loss: 3 }, { generation: 1 }),
  });
  feed.notice(LOG);
  await vi.waitFor(() => expect(sent.at(-1)).toMatchObject({ generation: 2, after: 0 }));
  const asked = log.asked.length;
  stale.mockRestore();
  feed.notice(LOG);
  await vi.waitFor(() => expect(log.asked.length).toBeGreaterThan(asked));
  await vi.waitFor(() => expect(sent.at(-1)).toMatchObject({ generation: 2 }));
  expect(log.asked.length).toBeLessThan(asked + 3);
});

test('a new server has the points again, and one that is gone is not waited for', async () => {
  log.points = { loss: [9, 8] };
  log.isSlow = true;
  feed.show([loss], 'step');
  expect(log.asked).toHaveLength(1);
  log.isSlow = false;
  log.opening = 2;
  feed.notice(LOG);
  await vi.waitFor(() => expect(drawn(loss)).toEqual([9, 8]));
  const [late] = log.held;
  late?.();
  await Promise.resolve();
  expect(sent).toHaveLength(1);
});

test('nothing is sent while nobody looks, and everything once somebody does again', async () => {
  log.points = { loss: [9, 8, 7, 6] };
  log.isSlow = true;
  feed.show([loss], 'step');
  feed.hide();
  log.isSlow = false;
  log.held.forEach((go) => go());
  feed.notice(LOG);
  await new Promise((resolve) => setImmediate(resolve));
  expect([sent, log.asked.length]).toEqual([[], 1]);
  feed.show([loss], 'step');
  await vi.waitFor(() => expect(drawn(loss)).toEqual([9, 8, 7, 6]));
});

test('another axis is another curve', async () => {
  log.points = { loss: [9] };
  feed.show([loss], 'step');
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  feed.show([loss], 'time');
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  expect(log.asked.map(({ axis, after }) => `${axis} ${after}`)).toEqual(['step 0', 'time 0']);
});

test('a curve that goes out of view is not asked for, the others go on', async () => {
  log.points = { loss: [9], learning_rate: [1] };
  feed.show([loss, rate], 'step');
  await vi.waitFor(() => expect(drawn(rate)).toEqual([1]));
  feed.show([rate], 'step');
  log.points = { loss: [9, 8], learning_rate: [1, 2] };
  feed.notice(LOG);
  await vi.waitFor(() => expect(drawn(rate)).toEqual([1, 2]));
  expect(log.asked.map(({ metric, after }) => `${metric} ${after}`)).toEqual([
    'loss 0',
    'learning_rate 0',
    'learning_rate 1',
  ]);
});

test('a curve that the log has not yet comes with its first point', async () => {
  log.points = { loss: [9] };
  log.told = false;
  feed.show([loss, rate], 'step');
  expect(log.asked).toEqual([]);
  log.told = true;
  feed.notice(LOG);
  await vi.waitFor(() => expect(drawn(loss)).toEqual([9]));
  expect(log.asked).toHaveLength(1);
  log.points = { loss: [9], learning_rate: [5] };
  feed.notice(LOG);
  await vi.waitFor(() => expect(drawn(rate)).toEqual([5]));
});

test('an answer that is no curve is told, and asked for again when there is more', async () => {
  log.points = { loss: [9] };
  const broken = vi.spyOn(log, 'curve').mockResolvedValueOnce({
    generation: 1,
    after: 0,
    places: '',
    values: '',
    count: 1,
    more: false,
  });
  feed.show([loss], 'step');
  await vi.waitFor(() => expect(failures).toHaveLength(1));
  broken.mockRestore();
  log.points = { loss: [9, 8] };
  feed.notice(LOG);
  await vi.waitFor(() => expect(drawn(loss)).toEqual([9, 8]));
});
