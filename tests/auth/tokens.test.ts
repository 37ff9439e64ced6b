// What is written down of a token, how it is shown and what it is called.
import { describe, expect, test } from 'vitest';
import type { Memento } from 'vscode';
import { CheckMemory } from '../../extension/src/auth/checkMemory';
import {
  EMPTY_INDEX,
  readIndex,
  type TokenIndex,
  withoutToken,
  withToken,
  withUse,
} from '../../extension/src/auth/tokenIndex';
import { freeName, proposedName } from '../../extension/src/auth/tokenName';
import { shownOf, tokenShape } from '../../extension/src/auth/tokenText';
import { memento } from './fakes';

const laptop = { name: 'laptop', shown: 'hf_…abcd' };
const cluster = { name: 'cluster', shown: 'hf_…wxyz' };

describe('the index', () => {
  test.each([undefined, null, 7, 'x', [], {}, { tokens: 'x', inUse: [] }, { tokens: [1, {}, { name: '' }] }])(
    'that is damaged is an empty one: %j',
    (value) => {
      expect(readIndex(value)).toEqual(EMPTY_INDEX);
    },
  );

  test('keeps what makes sense of a damaged one, and nothing beside', () => {
    const damaged = {
      tokens: [{ ...laptop, secret: 'hf_x' }, 7, laptop, { name: 'no shown' }],
      inUse: { here: 'laptop', there: 'gone', nowhere: 3 },
    };
    expect(readIndex(damaged)).toEqual({ tokens: [laptop], inUse: { here: 'laptop' } });
  });

  test('knows which is in use on each machine', () => {
    const both: TokenIndex = withToken(withToken(EMPTY_INDEX, laptop), cluster);
    expect(both.tokens).toEqual([cluster, laptop]);
    const used = withUse(withUse(both, 'here', 'laptop'), 'there', 'cluster');
    expect(used.inUse).toEqual({ here: 'laptop', there: 'cluster' });
    expect(withUse(used, 'here', undefined).inUse).toEqual({ there: 'cluster' });
    expect(withoutToken(used, 'laptop')).toEqual({ tokens: [cluster], inUse: { there: 'cluster' } });
    expect(withToken(used, { ...laptop, shown: 'hf_…new1' }).tokens).toHaveLength(2);
  });
});

test.each([
  ['hf_abcdefghijklmnop', 'hf_…mnop'],
  ['api_abcdefghijklmnop', '…mnop'],
  ['hf_short', 'hf_…'],
  ['secret', '…'],
])('of %s only %s is shown', (secret, shown) => {
  expect(shownOf(secret)).toBe(shown);
});

test.each([
  ['', 'empty'],
  ['  \n', 'empty'],
  ['hf_a b', 'spaces'],
  ['api_org_abc', 'old'],
  [' hf_abc\n', 'fine'],
  ['anything-else', 'fine'],
])('%j is %s', (text, shape) => {
  expect(tokenShape(text)).toBe(shape);
});

test('a token is called what the Hub calls it, else whose it is, else something free', () => {
  expect(proposedName({ state: 'valid', message: '', name: ' laptop ', account: 'alice' }, [])).toBe(
    'laptop',
  );
  expect(proposedName({ state: 'valid', message: '', name: null, account: 'alice' }, [])).toBe('alice');
  expect(proposedName({ state: 'unchecked', message: '' }, ['token', 'token 2'])).toBe('token 3');
  expect(freeName('laptop', ['other'])).toBe('laptop');
});

describe('what the Hub said', () => {
  const valid = { state: 'valid', message: '', shown: 'hf_…abcd', account: 'alice' } as const;

  test('is remembered for each token and whoever keeps it', async () => {
    const memory = memento();
    const checks = new CheckMemory(memory as Memento, () => 5000);
    await checks.remember('editor', valid);
    expect(checks.of('editor', 'hf_…abcd')).toEqual({ check: valid, at: 5000 });
    expect(checks.of('library', 'hf_…abcd')).toBeUndefined();
    expect(new CheckMemory(memory as Memento).of('editor', 'hf_…abcd')?.check.account).toBe('alice');
  });

  test('is not forgotten because it did not answer', async () => {
    const checks = new CheckMemory(memento() as Memento);
    await checks.remember('editor', valid);
    await checks.remember('editor', { ...valid, account: '', state: 'unchecked' });
    expect(checks.of('editor', 'hf_…abcd')?.check.state).toBe('valid');
    await checks.remember('editor', { ...valid, state: 'expired' });
    expect(checks.of('editor', 'hf_…abcd')?.check.state).toBe('expired');
  });

  test.each([undefined, 'x', { 'editor hf_…abcd': { at: 'x' } }, { 'editor hf_…abcd': null }])(
    'that is damaged is nothing: %j',
    (value) => {
      const memory = memento({ 'transformers.auth.checks': value });
      expect(new CheckMemory(memory as Memento).of('editor', 'hf_…abcd')).toBeUndefined();
    },
  );
});
