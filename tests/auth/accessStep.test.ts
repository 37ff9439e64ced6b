import { describe, expect, test } from 'vitest';
import { stepOf, stepRequest, webAddress } from '../../extension/src/auth/accessStep';

const url = 'https://huggingface.co/org/name';

describe('the next step', () => {
  test.each(['none', 'sign-in', 'switch', 'retry'] as const)('%s needs no page', (next) => {
    expect(stepOf({ next, url: 'file:///x' })).toEqual({ kind: next });
  });

  test.each(['request', 'requests', 'token-settings'] as const)('%s opens its page', (next) => {
    expect(stepOf({ next, url })).toEqual({ kind: 'open', url });
    expect(stepOf({ next, url: '' })).toEqual({ kind: 'none' });
  });

  test.each([
    'file:///etc/passwd',
    'command:workbench.action.quit',
    'vscode://x/y',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://user:word@huggingface.co/',
    '//huggingface.co',
    'huggingface.co',
    'https://',
    `https://huggingface.co/${'a'.repeat(3000)}`,
    '',
  ])('never opens %s', (address) => {
    expect(webAddress(address)).toBeUndefined();
    expect(stepOf({ next: 'request', url: address })).toEqual({ kind: 'none' });
  });

  test('opens pages of another Hub', () => {
    expect(webAddress('http://localhost:8080/org/name')).toBe('http://localhost:8080/org/name');
  });
});

describe('an answer that comes back', () => {
  test('as it was sent', () => {
    const answer = { repoId: 'a/b', repoType: 'model', revision: null, next: 'request', url };
    expect(stepRequest(answer)).toEqual({
      target: { repoId: 'a/b', repoType: 'model', revision: null },
      step: { kind: 'open', url },
    });
  });

  test('without an address has no page to open', () => {
    expect(stepRequest({ repoId: 'a', next: 'request' })?.step).toEqual({ kind: 'none' });
    expect(stepRequest({ repoId: 'a', next: 'request', url: {} })?.step).toEqual({ kind: 'none' });
  });

  test.each([
    undefined,
    null,
    'a',
    [],
    {},
    { repoId: 'a' },
    { next: 'retry' },
    { repoId: 'a', next: 'toString' },
  ])('is refused when it is none: %j', (value) => {
    expect(stepRequest(value)).toBeUndefined();
  });
});
