import { expect, test } from 'vitest';
import { asSource, isSameSource, sourceKey, sourceTitle } from '../../extension/src/chatTemplate/sources';

test('named templates and revisions of one model share their conversation but not their panel', () => {
  const one = { kind: 'repository', repoId: 'a/b', revision: 'main' } as const;
  const other = { kind: 'repository', repoId: 'a/b', revision: 'refs/pr/1', name: 'rag' } as const;
  expect(sourceKey(one)).toBe(sourceKey(other));
  expect(isSameSource(one, other)).toBe(false);
  expect(isSameSource(one, { ...one })).toBe(true);
});

test('a title is what people would call it', () => {
  expect(sourceTitle({ kind: 'folder', uri: 'file:///models/Qwen3%200.6B/' })).toBe('Qwen3 0.6B');
  expect(sourceTitle({ kind: 'document', uri: 'transformers-template:/a.jinja?%7B%7D' })).toBe('a.jinja');
});

test.each([
  undefined,
  null,
  1,
  {},
  { kind: 'document' },
  { kind: 'repository', uri: 'x' },
  { kind: 'other', uri: 'x' },
])('what a webview kept is checked: %j', (value) => expect(asSource(value)).toBeUndefined());

test('what a webview kept is taken without what does not belong there', () => {
  expect(asSource({ kind: 'folder', uri: 'file:///a', name: 'rag', evil: 1 })).toEqual({
    kind: 'folder',
    uri: 'file:///a',
    name: 'rag',
  });
});
