import { describe, expect, test } from 'vitest';
import { LARGEST, parseTokenFile, TOKEN_KEY } from '../../extension/src/auth/tokenFile';
import { madeToken, numbers } from './madeTokens';

const secret = madeToken(5);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const file = (value: unknown): Uint8Array => bytes(JSON.stringify(value));
const utf16 = (text: string, mark: boolean): Uint8Array =>
  new Uint8Array(Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le'));
const swapped = (data: Uint8Array): Uint8Array => new Uint8Array(Buffer.from(data).swap16());
const good = JSON.stringify({ [TOKEN_KEY]: secret });

describe('a file with a token', () => {
  test.each([
    ['as written', bytes(good)],
    ['with a mark', bytes(`\ufeff${good}`)],
    ['with spaces around', bytes(` \r\n${good}\r\n`)],
    ['with spaces in the string', file({ [TOKEN_KEY]: ` ${secret}\n` })],
    ['as PowerShell writes it', utf16(good, true)],
    ['as others write UTF-16', swapped(utf16(good, true))],
  ])('%s', (_, data) => {
    expect(parseTokenFile(data)).toEqual({ kind: 'token', secret, others: 0 });
  });

  test('counts what else would be lost with it', () => {
    expect(parseTokenFile(file({ [TOKEN_KEY]: secret, a: 1, b: 2 }))).toMatchObject({ others: 2 });
  });

  test('of any other kind: what is a token, the Hub knows', () => {
    const signed = `hf_oauth_ey${secret.slice(3)}.${secret.slice(3)}.${secret.slice(3)}`;
    for (const other of [`api_org_${secret.slice(3)}`, signed, `hf_${secret.slice(3)}Qz9`]) {
      expect(parseTokenFile(file({ [TOKEN_KEY]: other }))).toMatchObject({ kind: 'token', secret: other });
    }
  });

  test('no real one is taken for a placeholder', () => {
    for (let seed = 1; seed <= 5000; seed += 1) {
      expect(parseTokenFile(file({ [TOKEN_KEY]: madeToken(seed) })).kind).toBe('token');
    }
  });
});

describe('a file without one', () => {
  test.each([
    ['too-large', bytes(' '.repeat(LARGEST + 1))],
    ['empty', bytes('')],
    ['empty', bytes(' \n\ufeff')],
    ['encoding', new Uint8Array([0xff, 0xfe, 0x00, 0xd8])],
    ['encoding', new Uint8Array([0x7b, 0xe9, 0x7d])],
    ['encoding', utf16(good, false)],
    ['broken', bytes(good.slice(0, -1))],
    ['broken', bytes(secret)],
    ['broken', bytes(`{'${TOKEN_KEY}': '${secret}'}`)],
    ['broken', bytes('['.repeat(60_000))],
    ['no-object', file(secret)],
    ['no-object', file([secret])],
    ['no-object', file(null)],
    ['no-key', file({})],
    ['no-key', file({ token: secret })],
    ['no-key', bytes(`{"__proto__": {"${TOKEN_KEY}": "${secret}"}}`)],
    ['no-text', file({ [TOKEN_KEY]: 1 })],
    ['no-text', file({ [TOKEN_KEY]: null })],
    ['no-text', file({ [TOKEN_KEY]: [secret] })],
    ['blank', file({ [TOKEN_KEY]: '' })],
    ['blank', file({ [TOKEN_KEY]: ' \n' })],
    ['placeholder', file({ [TOKEN_KEY]: 'hf_xxx' })],
    ['placeholder', file({ [TOKEN_KEY]: `hf_${'x'.repeat(34)}` })],
    ['placeholder', file({ [TOKEN_KEY]: 'hf_...' })],
    ['placeholder', file({ [TOKEN_KEY]: 'hf_…' })],
    ['placeholder', file({ [TOKEN_KEY]: '<token>' })],
    ['placeholder', file({ [TOKEN_KEY]: 'YOUR_TOKEN_HERE' })],
    ['placeholder', file({ [TOKEN_KEY]: 'hf_your_token' })],
    ['placeholder', file({ [TOKEN_KEY]: '${HF_TOKEN}' })],
    ['no-token', file({ [TOKEN_KEY]: 'hf_ab1c' })],
    ['no-token', file({ [TOKEN_KEY]: `${secret} ${secret}` })],
    ['no-token', file({ [TOKEN_KEY]: `${secret}\u00e9` })],
    ['no-token', file({ [TOKEN_KEY]: secret.repeat(200) })],
  ] as const)('is told from others: %s', (problem, data) => {
    expect(parseTokenFile(data)).toEqual({ kind: 'problem', problem });
  });

  test('however it is damaged: never a throw, and nothing of it in what is told', () => {
    const next = numbers(13);
    const whole = bytes(good);
    for (let round = 0; round < 3000; round += 1) {
      const damaged = Uint8Array.from(whole);
      for (let change = next(4); change >= 0; change -= 1) {
        damaged[next(damaged.length)] = next(256);
      }
      const parsed = parseTokenFile(damaged.subarray(next(3), damaged.length - next(3)));
      if (parsed.kind === 'problem') {
        expect(parsed.problem).toMatch(/^[a-z-]+$/);
        expect(Object.keys(parsed)).toEqual(['kind', 'problem']);
      } else {
        expect(parsed.secret).toMatch(/^[!-~]{8,4096}$/);
      }
    }
  });
});
