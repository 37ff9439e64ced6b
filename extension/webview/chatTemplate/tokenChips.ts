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
  /** It begins inside of a character whose first bytes are in the token before. */
  readonly continues: boolean;
}

export function chipsOf(text: string, result: TokenizeResult): Chip[] {
  const { ids = [], starts = [], ends = [], pieces = [], special = [], loss, spans } = result;
  const isSpecial = new Set(special);
  const inLoss = new Set(loss ?? []);
  let span = 0;
  let shown = 0;
  let nothingNew = 1;
  return ids.map((id, index) => {
    const start = starts[index] ?? 0;
    const end = ends[index] ?? start;
    while (span < spans.length && start >= (spans[span]?.end ?? 0)) {
      span++;
    }
    const piece = pieces[index] ?? '';
    const continues = start < shown;
    // A character is shown once: twice on screen would read as twice in the prompt.
    const fresh = text.slice(Math.max(start, shown), end);
    nothingNew = continues && fresh === '' ? nothingNew + 1 : 1;
    shown = Math.max(shown, end);
    return {
      id,
      text: fresh === '' ? (continues ? subscript(nothingNew) : piece) : fresh,
      piece,
      continues,
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

/** How often in a row: the second, third… token of one character. */
function subscript(number: number): string {
  return String(number).replaceAll(/\d/g, (digit) => String.fromCodePoint(0x2080 + Number(digit)));
}
