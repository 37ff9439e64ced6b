import { describe, expect, test } from 'vitest';
import { formatSize, parseSize } from '../../extension/src/byteSize';

describe('a size', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [42_236, '42.2 kB'],
    [99_940, '99.9 kB'],
    [99_960, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [1_503_300_328, '1.5 GB'],
    [312_000_000_000, '312 GB'],
    [999_960_000_000, '1.0 TB'],
    [6.4e18, '6.4 EB'],
    [-1, '0 B'],
  ])('of %d bytes is %s', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text);
  });
});

describe('a typed size', () => {
  test.each([
    ['20', 20e9],
    [' 20 GB ', 20e9],
    ['1.5tb', 1.5e12],
    ['1,5 TB', 1.5e12],
    ['500M', 500e6],
    ['3 GiB', 3e9],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test.each(['', '0', '-3', 'many', '20 GB free', '1e9'])('%s is none', (text) => {
    expect(parseSize(text)).toBeUndefined();
  });
});
