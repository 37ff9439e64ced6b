// A command line with another value for one option. Pure.

/** The option's value becomes this one, wherever it is given; where it is not given, it comes last. */
export function withOption(words: readonly string[], option: string, value: string): readonly string[] {
  const changed: string[] = [];
  let found = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const next = words[at + 1];
    const [name, given] = split(word);
    if (isSame(name, option)) {
      found = true;
      if (given !== undefined) {
        changed.push(`${name}=${value}`);
      } else if (next === undefined || isOption(next)) {
        // A flag: a value that stood beside it would be another argument to some parsers.
        changed.push(`${word}=${value}`);
      } else {
        changed.push(word, value);
        at += 1;
      }
    } else if (isJoined(word, option)) {
      found = true;
      changed.push(`${option}${value}`);
    } else {
      changed.push(word);
    }
  }
  return found ? changed : [...changed, option, value];
}

/** `'cosine'` as Python writes it is `cosine` to a command line. */
export function plainValue(python: string): string {
  const [, quote = '', text = ''] = /^(['"])(.*)\1$/s.exec(python) ?? [];
  return quote === '' ? python : text.replace(/\\(['"\\])/g, '$1');
}

function split(word: string): readonly [string, string?] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

/** Parsers of dataclasses take `--learning-rate` for `--learning_rate`. */
function isSame(name: string, option: string): boolean {
  return name.replaceAll('_', '-') === option.replaceAll('_', '-');
}

/** `-l2e-4` */
function isJoined(word: string, option: string): boolean {
  return /^-[A-Za-z]$/.test(option) && word.startsWith(option) && word.length > option.length;
}

/** `-1e-3` is a number. */
function isOption(word: string): boolean {
  return word.startsWith('-') && !/^-[\d.]/.test(word);
}
