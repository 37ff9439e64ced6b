import { expect, test } from 'vitest';
import type { TokenizeResult } from '../../extension/src/protocol';
import { chipsOf } from '../../extension/webview/chatTemplate/tokenChips';

function tokens(offsets: [number, number][], pieces: string[] = []): TokenizeResult {
  return {
    sequence: 1,
    state: 'exact',
    message: '',
    spans: [],
    ids: offsets.map((_, index) => index),
    starts: offsets.map(([start]) => start),
    ends: offsets.map(([, end]) => end),
    pieces: offsets.map((_, index) => pieces[index] ?? 'p'),
  };
}

const texts = (text: string, result: TokenizeResult): string[] =>
  chipsOf(text, result).map((chip) => chip.text);

test('tokens of whole characters show their text', () => {
  expect(
    texts(
      'a bc',
      tokens([
        [0, 1],
        [1, 4],
      ]),
    ),
  ).toEqual(['a', ' bc']);
});

test('a character of several tokens is shown once, and counted on', () => {
  const chips = chipsOf(
    '富士😀',
    tokens([
      [0, 1],
      [0, 1],
      [0, 1],
      [1, 2],
      [2, 4],
      [2, 4],
    ]),
  );
  expect(chips.map((chip) => chip.text)).toEqual(['富', '₂', '₃', '士', '😀', '₂']);
  expect(chips.map((chip) => chip.continues)).toEqual([false, true, true, false, false, true]);
});

test('a token that ends one character and begins the next shows the next', () => {
  expect(
    texts(
      '富士',
      tokens([
        [0, 1],
        [0, 2],
        [1, 2],
      ]),
    ),
  ).toEqual(['富', '士', '₂']);
});

test('a token without text shows its piece', () => {
  expect(texts('a', tokens([[0, 0]], ['▁']))).toEqual(['▁']);
});
