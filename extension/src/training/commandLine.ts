// Words as a shell takes them: what people type as a script's arguments, and how such words are written. Pure.

export type ParsedWords =
  { readonly kind: 'words'; readonly words: readonly string[] } | { readonly kind: 'unclosed' };

/** Everything that needs no quotes, in any shell. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/**
 * Splits at white space outside of quotes. Nothing is expanded. A backslash only makes an ordinary character of white
 * space, a quote or a backslash, so that `C:\data` stays what it is.
 */
export function parseWords(text: string): ParsedWords {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (quote === '' && /\s/.test(character)) {
      if (word !== undefined) {
        words.push(word);
      }
      word = undefined;
    } else if (character === quote) {
      quote = '';
    } else if (quote === '' && (character === '"' || character === "'")) {
      quote = character;
      word ??= '';
    } else if (character === '\\' && next !== '' && escapable(quote).test(next)) {
      word = (word ?? '') + next;
      at += 1;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (word !== undefined) {
    words.push(word);
  }
  return quote === '' ? { kind: 'words', words } : { kind: 'unclosed' };
}

export function formatWords(words: readonly string[]): string {
  return words.map(formatWord).join(' ');
}

function formatWord(word: string): string {
  if (PLAIN.test(word)) {
    return word;
  }
  return word.includes("'") ? `"${word.replace(/["\\]/g, '\\$&')}"` : `'${word}'`;
}

function escapable(quote: string): RegExp {
  return quote === '' ? /[\s"'\\]/ : quote === '"' ? /["\\]/ : /(?!)/;
}

/** Lines of at most `width` characters where words allow it: a picker's row does not wrap. */
export function wrapWords(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}
