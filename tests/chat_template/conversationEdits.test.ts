import { expect, test } from 'vitest';
import {
  asMessages,
  editMessages,
  nextMessage,
} from '../../extension/webview/chatTemplate/conversationEdits';

const messages = [
  { role: 'user', content: 'a', name: 'kept' },
  { role: 'assistant', content: 'b' },
];

test('an edit leaves every other key and message alone', () => {
  const edited = editMessages(messages, { kind: 'set', index: 0, field: 'content', value: 'x' });
  expect(edited).toEqual([{ role: 'user', content: 'x', name: 'kept' }, messages[1]]);
  expect(messages[0]?.content).toBe('a');
});

test('a field without a value is gone, not null', () => {
  const edited = editMessages(messages, { kind: 'set', index: 0, field: 'name', value: undefined });
  expect(Object.keys(edited[0]!)).toEqual(['role', 'content']);
});

test('messages are removed, put back and moved', () => {
  const without = editMessages(messages, { kind: 'remove', index: 0 });
  expect(without).toEqual([messages[1]]);
  expect(editMessages(without, { kind: 'insert', index: 0, message: messages[0]! })).toEqual(messages);
  expect(editMessages(messages, { kind: 'move', from: 0, to: 1 })).toEqual([messages[1], messages[0]]);
  expect(editMessages(messages, { kind: 'move', from: 0, to: -1 })).toEqual(messages);
});

test('speakers take turns', () => {
  expect(nextMessage([]).role).toBe('user');
  expect(nextMessage(messages).role).toBe('user');
  expect(nextMessage(messages.slice(0, 1)).role).toBe('assistant');
});

test.each([null, 'text', {}, [1], [[]], [null]])('%j is no list of messages', (value) => {
  expect(asMessages(value)).toBeUndefined();
});
