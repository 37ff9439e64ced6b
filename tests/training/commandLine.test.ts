// Arguments and variables as people type them.
import { expect, test } from 'vitest';
import { formatWords, parseWords, wrapWords } from '../../extension/src/training/commandLine';
import {
  formatEnvironment,
  holdsToken,
  parseEnvironment,
  secretLike,
} from '../../extension/src/training/environment';

const words = (text: string) => {
  const parsed = parseWords(text);
  return parsed.kind === 'words' ? parsed.words : parsed.kind;
};

test.each([
  ['', []],
  ['   ', []],
  ['--lr 2e-4  --epochs=3', ['--lr', '2e-4', '--epochs=3']],
  [`--name "my run" 'a b'c`, ['--name', 'my run', 'a bc']],
  [`""`, ['']],
  [
    String.raw`a\ b C:\data \\server\share "\"x\" \n"`,
    ['a b', String.raw`C:\data`, String.raw`\server\share`, String.raw`"x" \n`],
  ],
  [String.raw`'C:\data\'`, [String.raw`C:\data` + '\\']],
  ['$HOME * `x` | y; z', ['$HOME', '*', '`x`', '|', 'y;', 'z']],
])('%j is split as a shell would, with nothing expanded', (text, expected) => {
  expect(words(text)).toEqual(expected);
});

test.each([`"a`, `'a b`, `a"`])('%j has a quote that is not closed', (text) => {
  expect(parseWords(text)).toEqual({ kind: 'unclosed' });
});

/** The same numbers in every run of the tests. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    yield state;
  }
}

test('whatever words are written, the same are read again', () => {
  const alphabet = ['a', 'b', '1', ' ', '\t', '\n', "'", '"', '\\', '$', '=', '-', '/', ':', 'é', '日', '😀'];
  const source = numbers(7);
  const next = (below: number): number => Math.floor((source.next().value / 2 ** 32) * below);
  for (let round = 0; round < 3000; round += 1) {
    const list = Array.from({ length: next(5) }, () =>
      Array.from({ length: next(8) }, () => alphabet[next(alphabet.length)]).join(''),
    );
    expect(words(formatWords(list)), JSON.stringify(list)).toEqual(list);
  }
});

test('a long command is wrapped between its words, and loses nothing', () => {
  const text = '/venv/bin/accelerate launch --num_processes 4 /w/train.py --model x';
  const lines = wrapWords(text, 30);
  expect(lines.every((line) => line.length <= 30)).toBe(true);
  expect(lines.join(' ')).toBe(text);
  expect(wrapWords('averyveryverylongword', 5)).toEqual(['averyveryverylongword']);
});

test('variables are NAME=value words, quoted as in a shell', () => {
  const text = `A=1 B='x y' C= D=a=b`;
  const parsed = parseEnvironment(text);
  expect(parsed).toEqual({ kind: 'environment', variables: { A: '1', B: 'x y', C: '', D: 'a=b' } });
  const variables = { A: '1', B: "x'y z", C: '' };
  expect(parseEnvironment(formatEnvironment(variables))).toEqual({ kind: 'environment', variables });
});

test.each([
  ['A=1 b', { kind: 'notOne', word: 'b' }],
  ['1A=1', { kind: 'notOne', word: '1A=1' }],
  ['A="1', { kind: 'unclosed' }],
  ['HF_TOKEN=whatever', { kind: 'secret', name: 'HF_TOKEN' }],
  [`X=hf_${'a'.repeat(30)}`, { kind: 'secret', name: 'X' }],
])('%j is refused', (text, problem) => {
  expect(parseEnvironment(text)).toEqual(problem);
});

test('a token is found anywhere in a command line, and what looks like a secret is named', () => {
  expect(holdsToken(`--hub_token=hf_${'A1'.repeat(17)}`)).toBe(true);
  expect(holdsToken('--hf_model_name_is_long_enough_to_be_one')).toBe(false);
  expect(secretLike({ WANDB_API_KEY: 'x', WANDB_PROJECT: 'y', DB_PASSWORD: '', MY_TOKEN: 'z' })).toEqual([
    'WANDB_API_KEY',
    'MY_TOKEN',
  ]);
});
