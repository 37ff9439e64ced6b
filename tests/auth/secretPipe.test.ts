// Tokens beside LSP: whole lines only, each handle once, and nothing that breaks reaches the extension host.
import { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SecretLost, SecretPipe } from '../../extension/src/client/secretPipe';

class Ends extends Duplex {
  written = '';
  override _read(): void {
    // What arrives is pushed by the test.
  }
  override _write(chunk: Buffer, _: string, done: (error?: Error) => void): void {
    this.written += chunk.toString();
    done();
  }
}
const line = (handle: string, secret: string): string => `${JSON.stringify({ handle, secret })}\n`;
const settle = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

let pipe: SecretPipe;
let ends: Ends;
beforeEach(() => {
  pipe = new SecretPipe();
  ends = new Ends();
  pipe.attach(ends);
});
afterEach(() => {
  pipe.detach();
  vi.useRealTimers();
});

test('a token goes out as one line with a handle of its own', () => {
  const first = pipe.give('hf_one');
  const second = pipe.give('hf_two');
  expect(first).not.toBe(second);
  expect(ends.written).toBe(line(first, 'hf_one') + line(second, 'hf_two'));
});

test('a token that is here already, and one that comes later', async () => {
  ends.push(line('a', 'hf_a'));
  await settle();
  const later = pipe.take('b');
  ends.push(line('b', 'hf_b'));
  expect(await pipe.take('a')).toBe('hf_a');
  expect(await later).toBe('hf_b');
});

test('lines may come in pieces, also within a character, and several at once', async () => {
  const bytes = Buffer.from(line('ä', 'hf_ü') + line('b', 'hf_b'));
  const taken = [pipe.take('ä'), pipe.take('b')];
  for (const byte of bytes) {
    ends.push(Buffer.of(byte));
    await settle();
  }
  expect(await Promise.all(taken)).toEqual(['hf_ü', 'hf_b']);
});

test('garbage is skipped', async () => {
  const taken = pipe.take('a');
  ends.push('not json\n{"handle": 1, "secret": "hf_x"}\n[]\nnull\n\n{"handle": "a"}\n');
  ends.push(line('a', 'hf_a'));
  expect(await taken).toBe('hf_a');
});

test('a handle is good once, and one that nobody sent does not keep anybody waiting', async () => {
  ends.push(line('a', 'hf_a'));
  await settle();
  await pipe.take('a');
  vi.useFakeTimers();
  const again = expect(pipe.take('a')).rejects.toThrow(SecretLost);
  await vi.advanceTimersByTimeAsync(5001);
  await again;
});

test('a new server has a new pipe: what the old one sent is gone', async () => {
  ends.push(line('a', 'hf_a'));
  await settle();
  const next = new Ends();
  pipe.attach(next);
  expect(ends.destroyed).toBe(true);
  pipe.give('hf_new');
  expect(ends.written).toBe('');
  expect(next.written).toContain('hf_new');
  vi.useFakeTimers();
  const lost = expect(pipe.take('a')).rejects.toThrow(SecretLost);
  await vi.advanceTimersByTimeAsync(5001);
  await lost;
});

test('a pipe that breaks, or none, throws nothing', async () => {
  ends.destroy(new Error('EPIPE'));
  await new Promise((resolve) => setTimeout(resolve));
  expect(pipe.give('hf_lost')).not.toBe('');
  pipe.attach(undefined);
  expect(pipe.give('hf_lost')).not.toBe('');
});
