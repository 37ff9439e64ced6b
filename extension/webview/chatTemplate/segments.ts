// How a rendered prompt is divided for showing: into sections by message, and those into runs of one look. Pure.
import type { MessageSpan } from '../../src/protocol';

export type SegmentKind = 'text' | 'special' | 'space' | 'tab' | 'newline';

export interface Segment {
  readonly kind: SegmentKind;
  readonly text: string;
}

export interface Section {
  readonly part: 'message' | 'prompt' | 'frame' | 'unknown';
  readonly role: string;
  /** It begins and ends at line boundaries, so drawing it as a block adds no line break that is not there. */
  readonly block: boolean;
  readonly segments: readonly Segment[];
}

/** Finds the special tokens of a tokenizer in a text, longest first. */
export class SpecialTokens {
  private readonly byFirst = new Map<string, string[]>();

  constructor(tokens: readonly string[]) {
    for (const token of [...new Set(tokens)].sort((one, other) => other.length - one.length)) {
      const [first] = token;
      // Some tokenizers have runs of spaces or newlines as added tokens; colouring those would be noise.
      if (first !== undefined && token.trim() !== '') {
        const key = token.charAt(0);
        this.byFirst.set(key, [...(this.byFirst.get(key) ?? []), token]);
      }
    }
  }

  at(text: string, index: number): string | undefined {
    return this.byFirst.get(text.charAt(index))?.find((token) => text.startsWith(token, index));
  }
}

export interface Look {
  readonly special: SpecialTokens;
  readonly whitespace: boolean;
}

export function sectionsOf(text: string, spans: readonly MessageSpan[], look: Look): Section[] {
  const sections: Section[] = [];
  let position = 0;
  const add = (end: number, part: Section['part'], role: string): void => {
    if (end > position) {
      const block = startsLine(text, position) && (end === text.length || startsLine(text, end));
      sections.push({ part, role, block, segments: segmentsOf(text.slice(position, end), look) });
      position = end;
    }
  };
  for (const span of spans) {
    add(Math.min(span.start, text.length), spans.length === 0 ? 'unknown' : 'frame', '');
    add(Math.min(span.end, text.length), span.part, span.role ?? '');
  }
  add(text.length, spans.length === 0 ? 'unknown' : 'frame', '');
  return sections;
}

export function segmentsOf(text: string, { special, whitespace }: Look): Segment[] {
  const segments: Segment[] = [];
  let plainFrom = 0;
  let index = 0;
  const push = (kind: SegmentKind, from: number, to: number): void => {
    if (to > from) {
      segments.push({ kind, text: text.slice(from, to) });
    }
  };
  while (index < text.length) {
    const token = special.at(text, index);
    const end =
      token !== undefined ? index + token.length : whitespace ? endOfWhitespace(text, index) : index;
    if (end > index) {
      push('text', plainFrom, index);
      push(token !== undefined ? 'special' : whitespaceKind(text.charAt(index)), index, end);
      index = end;
      plainFrom = end;
    } else {
      index++;
    }
  }
  push('text', plainFrom, text.length);
  return segments;
}

/**
 * Where spans of an older text probably are in a newer one, until the real ones arrive: nothing jumps meanwhile.
 * None when more than one span changed, as with another conversation: no boundaries are better than wrong ones.
 */
export function shiftSpans(spans: readonly MessageSpan[], before: string, now: string): MessageSpan[] {
  if (before === now) {
    return [...spans];
  }
  const shortest = Math.min(before.length, now.length);
  let prefix = 0;
  while (prefix < shortest && before.charCodeAt(prefix) === now.charCodeAt(prefix)) {
    prefix++;
  }
  let suffix = 0;
  while (
    suffix < shortest - prefix &&
    before.charCodeAt(before.length - 1 - suffix) === now.charCodeAt(now.length - 1 - suffix)
  ) {
    suffix++;
  }
  const touched = spans.filter(({ start, end }) => start < before.length - suffix && end > prefix);
  if (touched.length > 1) {
    return [];
  }
  const shift = (offset: number): number => {
    if (offset <= prefix) {
      return offset;
    }
    return offset >= before.length - suffix ? offset + now.length - before.length : now.length - suffix;
  };
  return spans.map((span) => ({ ...span, start: shift(span.start), end: shift(span.end) }));
}

/** The glyphs people know from editors. Line breaks keep breaking the line. */
export function withGlyphs(segment: Segment): string {
  switch (segment.kind) {
    case 'space':
      return '·'.repeat(segment.text.length);
    case 'tab':
      return segment.text.replaceAll('\t', '→\t');
    case 'newline':
      return segment.text.replaceAll('\n', '↵\n').replaceAll('\r', '␍');
    case 'text':
    case 'special':
      return segment.text;
  }
}

function startsLine(text: string, offset: number): boolean {
  return offset === 0 || text.charAt(offset - 1) === '\n';
}

function whitespaceKind(character: string): SegmentKind {
  return character === ' ' ? 'space' : character === '\t' ? 'tab' : 'newline';
}

function endOfWhitespace(text: string, index: number): number {
  const kindOf = (at: number): SegmentKind | undefined =>
    ' \t\n\r'.includes(text.charAt(at)) && at < text.length ? whitespaceKind(text.charAt(at)) : undefined;
  const kind = kindOf(index);
  let end = index;
  while (kind !== undefined && kindOf(end) === kind) {
    end++;
  }
  return end;
}
