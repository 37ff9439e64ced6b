// Tokens as data for chips. Pure, except that it knows which glyphs people read as whitespace.
import type { MessageSpan, TokenizeResult } from '../../src/protocol';

export interface Chip {
  readonly id: number;
  readonly text: string;
  readonly piece: string;
  readonly special: boolean;
  readonly loss: boolean;
  /** Whose: the index into the spans; -1 when nobody's. */
  readonly span: number;
}

export function chipsOf(text: string, result: TokenizeResult): Chip[] {
  const { ids = [], starts = [], ends = [], pieces = [], special = [], loss, spans } = result;
  const isSpecial = new Set(special);
  const inLoss = new Set(loss ?? []);
  let span = 0;
  return ids.map((id, index) => {
    const start = starts[index] ?? 0;
    const end = ends[index] ?? start;
    while (span < spans.length && start >= (spans[span]?.end ?? 0)) {
      span++;
    }
    const piece = pieces[index] ?? '';
    return {
      id,
      // Several tokens of one character, as of an emoji, have no text of their own: the vocabulary's piece stands in.
      text: end > start && !splitsCharacter(text, start, end) ? text.slice(start, end) : piece,
      piece,
      special: isSpecial.has(index),
      loss: inLoss.has(index),
      span: start >= (spans[span]?.start ?? Infinity) ? span : -1,
    };
  });
}

/** A newline is shown and still breaks the line; spaces are dots only on demand. */
export function chipText(text: string, whitespace: boolean): string {
  const visible = text.replaceAll('\t', '→').replaceAll('\r', '␍').replaceAll('\n', '↵');
  return whitespace || visible.trim() === '' ? visible.replaceAll(' ', '·') : visible;
}

export function owner(chip: Chip, spans: readonly MessageSpan[]): MessageSpan | undefined {
  return chip.span < 0 ? undefined : spans[chip.span];
}

function splitsCharacter(text: string, start: number, end: number): boolean {
  const isLow = (index: number): boolean => (text.charCodeAt(index) & 0xfc00) === 0xdc00;
  return isLow(start) || isLow(end);
}
