// When the user is asked which folder, and when not.
import { expect, test } from 'vitest';
import { choose } from '../../extension/src/tensorboard/choice';
import { folder } from './fixtures';

const code = folder('out', { reason: 'code', runs: 0 });
const convention = folder('logs', { reason: 'convention', runs: 0 });

test('the one with events is opened', () => {
  expect(choose([folder('runs'), convention])).toMatchObject({ kind: 'open', folder: { label: 'runs' } });
});

test('the one the open document writes is opened, whatever else there is', () => {
  expect(choose([code, folder('a'), folder('b')])).toMatchObject({ kind: 'open', folder: { label: 'out' } });
});

test('several are a choice', () => {
  expect(choose([folder('a'), folder('b')])).toMatchObject({ kind: 'ask' });
  expect(choose([code, folder('other', { reason: 'code' })])).toMatchObject({ kind: 'ask' });
});

test('none is no choice, but there may be a place to wait in', () => {
  expect(choose([convention])).toMatchObject({ kind: 'none', expected: { label: 'logs' } });
  expect(choose([])).toEqual({ kind: 'none', expected: undefined });
});
