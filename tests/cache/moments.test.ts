import { describe, expect, test } from 'vitest';
import { exactTime, relativeTime } from '../../extension/src/moments';

const NOW = 1_750_000_000;
const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

describe('a moment', () => {
  test.each([
    [3, 'now'],
    [5 * MINUTE, '5m ago'],
    [119 * MINUTE, '1h ago'],
    [2 * DAY, '2d ago'],
    [13 * DAY, '13d ago'],
    [14 * DAY, '2w ago'],
    [95 * DAY, '3mo ago'],
    [800 * DAY, '2y ago'],
    // A clock of another machine.
    [-DAY, 'now'],
  ])('%d seconds ago is %s', (age, text) => {
    expect(relativeTime(NOW - age, NOW, 'en')).toBe(text);
  });

  test('is in the language of the editor', () => {
    expect(relativeTime(NOW - 2 * DAY, NOW, 'ja')).toBe('2日前');
    expect(relativeTime(NOW, NOW, 'ja')).toBe('今');
    expect(exactTime(NOW, 'ja')).toContain('2025');
  });

  test('that nobody knows is nothing', () => {
    expect(relativeTime(0, NOW, 'en')).toBe('');
    expect(exactTime(0, 'en')).toBe('');
  });
});
