import { describe, expect, test } from 'vitest';
import type { MessageSpan } from '../../extension/src/protocol';
import { countsOf } from '../../extension/webview/chatTemplate/counts';
import {
  sectionsOf,
  segmentsOf,
  shiftSpans,
  SpecialTokens,
  withGlyphs,
} from '../../extension/webview/chatTemplate/segments';
import { chipsOf, chipText } from '../../extension/webview/chatTemplate/tokenChips';

const special = new SpecialTokens(['<s>', '</s>', '<|a|>', '<|ab|>', '\n\n', ' ']);
const plain = { special, whitespace: false };
const glyphs = { special, whitespace: true };
const span = (start: number, end: number, role: string): MessageSpan => ({
  start,
  end,
  part: 'message',
  message: 0,
  role,
});

describe('segments', () => {
  test.each(['', 'a', '<s>', 'a<s>b</s>', '<|ab|><|a|>', '<s', ' \t\n\r\n  x', '日本🙂<s>\n\n'])(
    'are exactly the text: %j',
    (text) => {
      for (const look of [plain, glyphs]) {
        expect(
          segmentsOf(text, look)
            .map((segment) => segment.text)
            .join(''),
        ).toBe(text);
      }
    },
  );

  test('know special tokens, the longest first, and leave blank ones alone', () => {
    expect(segmentsOf('<|ab|>\n\nx', plain)).toEqual([
      { kind: 'special', text: '<|ab|>' },
      { kind: 'text', text: '\n\nx' },
    ]);
  });

  test('show whitespace with the glyphs of editors', () => {
    const text = segmentsOf('a  b\tc\n\r\n', glyphs).map(withGlyphs).join('');
    expect(text).toBe('a··b→\tc↵\n␍↵\n');
  });
});

describe('sections', () => {
  test('are exactly the text, gaps between spans included', () => {
    const text = 'preamble\n<s>user\n</s>';
    const sections = sectionsOf(text, [span(9, 17, 'user')], plain);
    expect(sections.map(({ segments }) => segments.map((segment) => segment.text).join('')).join('')).toBe(
      text,
    );
    expect(sections.map(({ part }) => part)).toEqual(['frame', 'message', 'frame']);
  });

  test('are blocks only where the text itself breaks the line', () => {
    const blocks = (text: string, end: number) =>
      sectionsOf(text, [span(0, end, 'user'), span(end, text.length, 'x')], plain);
    expect(blocks('ab\ncd', 3).map(({ block }) => block)).toEqual([true, true]);
    expect(blocks('abcd', 2).map(({ block }) => block)).toEqual([false, false]);
  });
});

describe('spans of an older text', () => {
  const spans = [span(0, 4, 'a'), span(4, 8, 'b')];

  test('grow with what was typed inside one', () => {
    expect(shiftSpans(spans, 'aaa\nbbb\n', 'aaXa\nbbb\n').map(({ start, end }) => [start, end])).toEqual([
      [0, 5],
      [5, 9],
    ]);
  });

  test('are dropped when several changed', () => {
    expect(shiftSpans(spans, 'aaa\nbbb\n', 'xyz')).toEqual([]);
  });
});

test('counts are per message, and per role in a long conversation', () => {
  const labels = { prompt: 'prompt', frame: 'template' };
  const counted = (tokens: number, role: string): MessageSpan => ({ ...span(0, 1, role), tokens });
  expect(countsOf([counted(3, 'user'), counted(4, 'user')], labels)).toEqual([
    { label: 'user', tokens: 3 },
    { label: 'user', tokens: 4 },
  ]);
  const long = Array.from({ length: 10 }, (_, index) => counted(1, index % 2 ? 'assistant' : 'user'));
  expect(countsOf(long, labels)).toEqual([
    { label: 'user', tokens: 5 },
    { label: 'assistant', tokens: 5 },
  ]);
});

test('tokens that share one character show it once', () => {
  const chips = chipsOf('a🙂', {
    sequence: 1,
    state: 'exact',
    message: '',
    spans: [],
    ids: [1, 2, 3],
    starts: [0, 1, 1],
    ends: [1, 3, 3],
    pieces: ['a', 'ðŁ', 'Ļ'],
    special: [],
    loss: [0],
  });
  expect(chips.map(({ text }) => text)).toEqual(['a', '🙂', '₂']);
  expect(chips[0]?.loss).toBe(true);
  expect(chipText(' a\n', false)).toBe(' a↵');
  expect(chipText('  ', false)).toBe('··');
});
