import { expect, test } from 'vitest';
import { Turns } from '../../extension/src/chatTemplate/turns';

test('answers that come in order are all shown: typing never starves the output', () => {
  const turns = new Turns();
  const taken = Array.from({ length: 5 }, () => turns.next());
  expect(taken.map((turn) => turn.arrives())).toEqual([true, true, true, true, true]);
});

test('an answer that a newer one has overtaken is not shown', () => {
  const turns = new Turns();
  const [first, second, third] = [turns.next(), turns.next(), turns.next()];
  expect(second.arrives()).toBe(true);
  expect(first.arrives()).toBe(false);
  expect(third.arrives()).toBe(true);
});

test('says whether anything was asked since', () => {
  const turns = new Turns();
  const first = turns.next();
  expect(first.isNewest()).toBe(true);
  const second = turns.next();
  expect(first.isNewest()).toBe(false);
  expect(second.isNewest()).toBe(true);
});

test('when it ends, whoever still asks is told, and nothing is shown any more', () => {
  const turns = new Turns();
  const turn = turns.next();
  turns.dispose();
  expect(turn.signal.aborted).toBe(true);
  expect(turn.arrives()).toBe(false);
  expect(turns.next().signal.aborted).toBe(true);
});
