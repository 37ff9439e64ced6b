import { describe, expect, test } from 'vitest';
import { accessErrorIn, LONGEST_LINE } from '../../extension/src/auth/errorLines';
import { redacted } from '../../extension/src/auth/redact';
import { madeToken, numbers } from './madeTokens';

describe('lines of a terminal', () => {
  test.each([
    [
      'Cannot access gated repo for url https://huggingface.co/org/name/resolve/main/config.json.',
      'Cannot access gated repo for url https://huggingface.co/org/name/resolve/main/config.json.',
    ],
    ['Access to model org/name is restricted and you are not', 'Access to model org/name is restricted'],
    ['HTTPError: 401 Client Error: Unauthorized for url: x', '401 Client Error'],
    ['403 Client Error. (Request ID: Root=1)', '403 Client Error'],
    [
      "OSError: x is not a local folder and is not a valid model identifier listed on 'https://huggingface.co/models'",
      'is not a local folder and is not a valid model identifier',
    ],
    ['huggingface_hub.errors.GatedRepoError: 401 Client Error', '401 Client Error'],
    ['raise GatedRepoError(', 'GatedRepoError'],
    ['    raise RepositoryNotFoundError(message)', 'RepositoryNotFoundError'],
    ['Repository Not Found for url: https://huggingface.co/api', 'Repository Not Found for url'],
  ])('%s', (line, link) => {
    const place = accessErrorIn(line)!;
    expect(line.slice(place.start, place.start + place.length)).toBe(link);
  });

  test.each([
    '',
    'step 100: loss 0.3',
    '404 Client Error: Not Found',
    '1401 Client Error',
    'Access to the internet',
    'MyGatedRepoErrorHandler',
    'x is not a local folder',
  ])('no access error: %s', (line) => {
    expect(accessErrorIn(line)).toBeUndefined();
  });

  test('are looked at no further than they may be long', () => {
    expect(accessErrorIn(`${' '.repeat(LONGEST_LINE)}GatedRepoError`)).toBeUndefined();
    const cut = accessErrorIn(`Cannot access gated repo for url https://${'a'.repeat(1_000_000)}`)!;
    expect(cut.start + cut.length).toBeLessThanOrEqual(LONGEST_LINE);
  });

  test.each([
    ['the beginnings of every pattern', 'Access to model Access to Cannot access gated repo for url '],
    ['spaces', ' '],
    ['numbers before a word', '401 401 Client Erro Client Error '],
    ['word characters', 'GatedRepoErrorGatedRepoError'],
    ['no ASCII', '😀é'],
  ])('take no time, whatever they hold: %s', (_, piece) => {
    const line = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const started = performance.now();
    for (let round = 0; round < 200; round += 1) {
      accessErrorIn(line);
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('a text that is sent or shown', () => {
  const token = madeToken(3);
  test.each([
    ['a header', `Authorization: Bearer ${token}`],
    ['an assignment', `HF_TOKEN=${token} python train.py`],
    ['a string', `login("${token}")`],
    ['an address', `https://user:${token}@huggingface.co/org/name`],
    ['a longer word', `x${token}y`],
    ['two of them', `${token}${token}`],
    ['an old one', `api_org_${token.slice(3)}`],
    ['one of a browser', `hf_oauth_ey${token.slice(3)}.${token.slice(3)}.${token.slice(3)}`],
    ['no token of the Hub', 'authorization: bearer abcdefgh12345678'],
  ])('keeps none of a token: %s', (_, text) => {
    expect(redacted(text)).not.toContain(token.slice(3, 12));
    expect(redacted(text)).not.toContain(token.slice(10, 30));
    expect(redacted(text)).not.toContain('abcdefgh1234');
  });

  test('is the same when it has none', () => {
    const text =
      'File "hub.py", in hf_hub_download\n  hf_raise_for_status(response)\nGatedRepoError: 401 Client Error';
    expect(redacted(text)).toBe(text);
  });

  test('in any surroundings', () => {
    const next = numbers(11);
    const around = ['', ' ', '"', '\\n', '\n', '=', ':', ',', 'a', '😀', '-', '.', '/'];
    for (let seed = 1; seed <= 500; seed += 1) {
      const secret = madeToken(seed);
      const text = `${around[next(around.length)]}${secret}${around[next(around.length)]}`;
      expect(redacted(text)).not.toContain(secret.slice(3, 25));
    }
  });
});
