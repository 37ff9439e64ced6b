import { describe, expect, test } from 'vitest';
import type { LogLine } from '../../extension/src/protocol';
import { LogLines } from '../../extension/webview/health/logLines';
import { pieces } from '../../extension/webview/health/matches';

function lines(from: number, to: number): LogLine[] {
  return Array.from({ length: to - from }, (_, at) => ({ offset: (from + at) * 10, text: `${from + at}` }));
}

function shown(log: LogLines): string[] {
  return log.chunks().flatMap((chunk) => chunk.lines.map(({ text }) => text));
}

function numbers(from: number, to: number): string[] {
  return lines(from, to).map(({ text }) => text);
}

describe('the lines in view', () => {
  test('grow at the end, each line once, the one that was drawn over as it is now', () => {
    const log = new LogLines();
    log.tail({ lines: lines(0, 5), before: 0 });
    log.tail({ lines: [{ offset: 40, text: '100 %' }, ...lines(5, 8)], before: 40 });
    expect(shown(log)).toEqual(['0', '1', '2', '3', '100 %', '5', '6', '7']);
    expect(log.before).toBe(0);
  });

  test('begin anew where lines between would be missing', () => {
    const log = new LogLines();
    log.tail({ lines: lines(0, 5), before: 0 });
    log.tail({ lines: lines(100, 105), before: 1000 });
    expect(shown(log)).toEqual(numbers(100, 105));
    expect(log.before).toBe(1000);
  });

  test('grow upward without drawing those anew that are there', () => {
    const log = new LogLines();
    log.tail({ lines: lines(500, 700), before: 5000 });
    const before = log.chunks().map(({ key, lines: [first] }) => [key, first?.offset]);
    log.earlier({ lines: lines(300, 500), before: 3000 });
    expect(shown(log)).toEqual(numbers(300, 700));
    expect(log.before).toBe(3000);
    expect(log.chunks().map(({ key, lines: [first] }) => [key, first?.offset])).toEqual(
      expect.arrayContaining(before),
    );
  });

  test('are ten thousand at most, and what was let go can be asked for again', () => {
    const log = new LogLines();
    log.tail({ lines: lines(0, 10_000), before: 0 });
    log.tail({ lines: lines(9_990, 10_100), before: 99_900 });
    expect(log.count).toBe(10_000);
    expect(shown(log)).toEqual(numbers(100, 10_100));
    expect(log.before).toBe(1000);
    expect(log.earlier({ lines: lines(0, 100), before: 0 })).toBe(true);
    expect(shown(log)).toEqual(numbers(0, 10_000));
  });

  test('are none when the log was emptied', () => {
    const log = new LogLines();
    log.tail({ lines: lines(0, 5), before: 0 });
    log.tail({ lines: [], before: 0 });
    expect(log.count).toBe(0);
  });
});

describe('what is searched for', () => {
  test('is marked wherever it stands, whatever its case', () => {
    expect(pieces("{'Loss': 1, 'eval_loss': 2}", 'loss').filter(({ match }) => match)).toEqual([
      { text: 'Loss', match: true },
      { text: 'loss', match: true },
    ]);
  });

  test('minds capitals if it has some', () => {
    expect(pieces('Loss loss', 'Loss')).toEqual([
      { text: 'Loss', match: true },
      { text: ' loss', match: false },
    ]);
  });

  test('leaves the text as it was', () => {
    for (const line of ['aaa', 'İstanbul: aa', '', 'a.a*a']) {
      for (const search of ['a', 'aa', '.', '*', '', 'x']) {
        expect(
          pieces(line, search)
            .map(({ text }) => text)
            .join(''),
        ).toBe(line);
      }
    }
  });
});
