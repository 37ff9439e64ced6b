// Pasted text on the real disk.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KeptLogs } from '../../extension/src/health/keptLogs';

let storage = '';
let folder = '';
let kept = new KeptLogs('');

beforeEach(() => {
  storage = mkdtempSync(path.join(os.tmpdir(), 'kept logs-'));
  folder = path.join(storage, 'logs');
  kept = new KeptLogs(folder);
});

afterEach(() => rmSync(storage, { recursive: true, force: true }));

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 2, 3, 4, seconds));

async function keep(text: string, seconds = 5, name = '', inUse: readonly string[] = []): Promise<string> {
  const result = await kept.keep(text, name, at(seconds), inUse);
  return result.kind === 'kept' ? result.uri : result.kind;
}

test('what was pasted is a file that only its user reads', async () => {
  const uri = await keep("{'loss': 0.7373, '損失': 1}");
  const file = fileURLToPath(uri);
  expect(readFileSync(file, 'utf8')).toBe("{'loss': 0.7373, '損失': 1}");
  expect(path.basename(file)).toMatch(/^20260102-030405-[0-9a-f]{12}\.log$/);
  expect(kept.has(uri)).toBe(true);
  expect(kept.has('file:///w/train.log')).toBe(false);
  if (process.platform !== 'win32') {
    expect([statSync(file).mode & 0o777, statSync(folder).mode & 0o777]).toEqual([0o600, 0o700]);
  }
});

test('a file that was dropped keeps its kind', async () => {
  expect(await keep('{}', 5, 'trainer_state.json')).toMatch(/\.json$/);
  expect(await keep('{"loss": 1}', 5, 'metrics.JSONL')).toMatch(/\.jsonl$/);
  expect(await keep('x', 5, '../../evil.sh')).toMatch(/\/logs\/[\w-]+\.log$/);
});

test('the same text is kept once', async () => {
  expect(await keep('same', 5)).toBe(await keep('same', 9));
  expect(readdirSync(folder)).toHaveLength(1);
});

test('of more than twenty the oldest goes, unless a panel shows it', async () => {
  const first = await keep('text 0', 0);
  const second = await keep('text 1', 1);
  for (let index = 2; index < 21; index += 1) {
    await keep(`text ${index}`, index, '', [first]);
  }
  const files = readdirSync(folder);
  expect(files).toContain(path.basename(fileURLToPath(first)));
  expect(files).not.toContain(path.basename(fileURLToPath(second)));
});

test('what others put there stays', async () => {
  await keep('text');
  writeFileSync(path.join(folder, 'notes.txt'), 'mine');
  for (let index = 0; index < 25; index += 1) {
    await keep(`text ${index}`, index);
  }
  expect(readdirSync(folder)).toContain('notes.txt');
  expect(readdirSync(folder)).toHaveLength(21);
});

test('nothing and too much are not kept', async () => {
  expect(await keep('  \n')).toBe('empty');
  expect(await keep('x'.repeat(50_000_001))).toBe('tooLarge');
  expect(() => readdirSync(folder)).toThrow('ENOENT');
});
