// A command line with another value for one option.
import { describe, expect, test } from 'vitest';
import { plainValue, withOption } from '../../extension/src/health/optionValue';

describe('an option gets the value', () => {
  test.each([
    [
      'beside it',
      ['train.json', '--learning_rate', '2e-4', '--fp16'],
      ['train.json', '--learning_rate', '2e-5', '--fp16'],
    ],
    ['after an equals sign', ['--learning_rate=2e-4', 'x'], ['--learning_rate=2e-5', 'x']],
    [
      'every time it is given',
      ['--learning_rate', '1', '--learning_rate=2'],
      ['--learning_rate', '2e-5', '--learning_rate=2e-5'],
    ],
    ['with hyphens', ['--learning-rate', '2e-4'], ['--learning-rate', '2e-5']],
    ['where it was negative', ['--learning_rate', '-1', 'x'], ['--learning_rate', '2e-5', 'x']],
    ['where it stood alone', ['--learning_rate', '--fp16'], ['--learning_rate=2e-5', '--fp16']],
    ['where it was last', ['x', '--learning_rate'], ['x', '--learning_rate=2e-5']],
    ['where it was not given', ['--fp16'], ['--fp16', '--learning_rate', '2e-5']],
  ])('%s', (_, words, expected) => {
    expect(withOption(words, '--learning_rate', '2e-5')).toEqual(expected);
  });

  test.each([
    [
      ['-l', '2e-4'],
      ['-l', '2e-5'],
    ],
    [
      ['-l2e-4', '-x'],
      ['-l2e-5', '-x'],
    ],
    [
      ['-l', '-0.5'],
      ['-l', '2e-5'],
    ],
  ])('%j: a short one', (words, expected) => {
    expect(withOption(words, '-l', '2e-5')).toEqual(expected);
  });

  test('and others that only begin like it keep theirs', () => {
    const words = ['--learning_rate_decay', '3', '--learning', '4', '--learning_rate_decay=5'];
    expect(withOption(words, '--learning_rate', '2e-5')).toEqual([...words, '--learning_rate', '2e-5']);
  });
});

test.each([
  ['2e-05', '2e-05'],
  ["'cosine'", 'cosine'],
  ['"it\'s"', "it's"],
  ["'it\\'s'", "it's"],
  ['True', 'True'],
  ["''", ''],
])('%s of Python is %s to a command line', (python, plain) => {
  expect(plainValue(python)).toBe(plain);
});
