// Who is told that a run has ended, and what everything known of it looks like.
import { expect, test, vi } from 'vitest';
import { clientMock, vscodeMock } from './editor';
import { details, ended, run } from './fixtures';

vi.mock('vscode', () => vscodeMock());
vi.mock('vscode-languageclient/node', () => clientMock());
const { Attention } = await import('../../extension/src/training/attention');
const { noticeEndings } = await import('../../extension/src/training/endings');
const { endWords } = await import('../../extension/src/training/endNotices');
const { runReport } = await import('../../extension/src/training/report');
const { durationText } = await import('../../extension/src/training/durations');

test('an end is noticed once, of what was seen running, also after a reload', () => {
  const first = noticeEndings({}, [run('a'), run('b', { state: 'queued' }), ended('old')]);
  expect(first.ended).toEqual([]);
  // What is remembered is written as JSON.
  const remembered = JSON.parse(JSON.stringify(first.watched)) as typeof first.watched;
  const second = noticeEndings(remembered, [ended('a'), run('b'), ended('old')]);
  expect(second.ended.map(({ name }) => name)).toEqual(['a']);
  expect(noticeEndings(second.watched, [ended('a'), run('b')]).ended).toEqual([]);
});

test('a resumed run ends once more', () => {
  const again = noticeEndings({}, [run('a', { attempt: 2 })]);
  expect(noticeEndings(again.watched, [ended('a', { attempt: 2 })]).ended).toHaveLength(1);
  // Resumed and ended while nobody looked: one end is told.
  const { watched } = noticeEndings({}, [run('a', { attempt: 1 })]);
  expect(noticeEndings(watched, [ended('a', { attempt: 3 })]).ended).toHaveLength(1);
});

test('a removed run is forgotten without a word', () => {
  const { watched } = noticeEndings({}, [run('a')]);
  expect(noticeEndings(watched, [])).toEqual({ watched: {}, ended: [] });
});

test('somebody was there from the moment they looked until they looked away', () => {
  const attention = new Attention(true, 100);
  expect(attention.wasThere(99)).toBe(false);
  expect(attention.wasThere(150)).toBe(true);
  attention.changed(false, 200);
  expect(attention.wasThere(150)).toBe(true);
  expect(attention.wasThere(201)).toBe(false);
  attention.changed(true, 300);
  expect(attention.wasThere(250)).toBe(false);
  expect(attention.wasThere(150)).toBe(true);
  expect(attention.wasThere(301)).toBe(true);
  expect(new Attention(false, 0).wasThere(10)).toBe(false);
});

test('a notification has the result, or the cause and what to do', () => {
  const exit = { code: 1, cause: 'nan', message: 'The loss is NaN.', advice: 'Lower the learning rate.' };
  expect(endWords(ended('lora'))).toBe('lora is done · f1 0.91');
  expect(endWords(ended('lora', { state: 'failed', exit }))).toBe(
    'lora failed. The loss is NaN. Lower the learning rate.',
  );
  expect(endWords(ended('lora', { state: 'failed' }))).toBe('lora failed.');
  expect(endWords(ended('lora', { state: 'lost', exit }))).toContain('nobody saw it end');
});

test.each([
  [0, '0s'],
  [40, '40s'],
  [60, '1m'],
  [750, '12m 30s'],
  [7500, '2h 5m'],
  [93_600, '1d 2h'],
])('%d seconds are %s', (seconds, text) => {
  expect(durationText(seconds, 'en')).toBe(text);
});

test('the facts of a run are Markdown that no name and no log can break', () => {
  const failed = ended('a|b <img>', {
    state: 'failed',
    exit: { code: 1, cause: 'error', message: 'boom [x](http://y)', advice: '' },
  });
  const text = runReport(
    details(failed, {
      lastLines: ['```', 'Traceback'],
      spec: { script: 'file:///w/train.py', environment: { A: '1 2' } },
    }),
  );
  expect(text).toContain('# a\\|b \\<img\\>');
  expect(text).toContain('> boom \\[x\\]\\(http://y\\)');
  expect(text).toContain("```sh\nA='1 2' python train.py --lr 1e-4\n```");
  expect(text).toContain('````text\n```\nTraceback\n````');
  expect(text).toContain('| torch | 2.13.0 |');
  expect(text).toContain('| Exit code | 1 |');
  expect(text).not.toContain('Checkpoints and Adapters');
});
