import { describe, expect, test } from 'vitest';
import { parseTarget, targetOf } from '../../extension/src/auth/accessTarget';
import { numbers } from './madeTokens';

describe('what people type or paste', () => {
  test.each([
    ['gpt2', 'gpt2', undefined, null],
    ['  meta-llama/Llama-3.1-8B\n', 'meta-llama/Llama-3.1-8B', undefined, null],
    ['"org/name",', 'org/name', undefined, null],
    ['<https://huggingface.co/org/name>', 'org/name', undefined, null],
    ['org/name@v1.0', 'org/name', undefined, 'v1.0'],
    ['models/org/name', 'org/name', 'model', null],
    ['datasets/org/name', 'org/name', 'dataset', null],
    ['spaces/org/name', 'org/name', 'space', null],
    ['huggingface.co/org/name', 'org/name', undefined, null],
    ['hf.co/datasets/org/name', 'org/name', 'dataset', null],
    ['www.huggingface.co/org/name', 'org/name', undefined, null],
    ['https://huggingface.co/org/name/tree/v2', 'org/name', undefined, 'v2'],
    ['https://huggingface.co/org/name/blob/main/a/b.json#L3', 'org/name', undefined, 'main'],
    ['https://huggingface.co/org/name/resolve/refs%2Fpr%2F1/config.json', 'org/name', undefined, 'refs/pr/1'],
    ['https://huggingface.co/spaces/org/name/tree/main', 'org/name', 'space', 'main'],
    ['https://huggingface.co/api/models/org/name', 'org/name', 'model', null],
    ['https://huggingface.co/api/datasets/org/name/tree/main', 'org/name', 'dataset', 'main'],
    ['https://hub.example.org/org/name', 'org/name', undefined, null],
  ] as const)('%s', (text, repoId, repoType, revision) => {
    expect(parseTarget(text)).toEqual({ repoId, repoType, revision });
  });

  test.each([
    '',
    '   ',
    'a b',
    'a/b/c',
    '../etc',
    'a--b',
    'https://huggingface.co',
    'https://huggingface.co/',
    'https://huggingface.co/settings/tokens',
    'https://huggingface.co/models',
    'https://huggingface.co/docs/transformers',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'a'.repeat(100_000),
    `${'/'.repeat(100_000)}a`,
    '%',
    '\u0000',
  ])('no repository: %j', (text) => {
    expect(parseTarget(text)).toBeUndefined();
  });

  test('whatever is typed: an answer is a name of at most two parts, found at once', () => {
    const next = numbers(7);
    const pieces = [
      'a',
      'org',
      '/',
      '//',
      '@',
      '%2F',
      '%',
      '.',
      '..',
      '-',
      ' ',
      'https://',
      'huggingface.co/',
    ];
    pieces.push('datasets/', 'tree/', '?', '#', 'ü', '\n', '"', '😀');
    const started = performance.now();
    for (let round = 0; round < 5000; round += 1) {
      const text = Array.from({ length: next(12) }, () => pieces[next(pieces.length)]).join('');
      const target = parseTarget(text);
      if (target) {
        expect(target.repoId.split('/').length).toBeLessThanOrEqual(2);
        expect(target.repoId).toMatch(/^[^\s@?#:%]+$/);
        expect(targetOf({ ...target, repoType: target.repoType ?? 'model' })?.repoId).toBe(target.repoId);
      }
    }
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('what commands are called with', () => {
  test('is a repository', () => {
    expect(targetOf({ repoId: 'a/b', repoType: 'dataset', revision: 'v1' })).toEqual({
      repoId: 'a/b',
      repoType: 'dataset',
      revision: 'v1',
    });
    expect(targetOf({ repoId: 'a' })).toEqual({ repoId: 'a', repoType: 'model', revision: null });
    expect(targetOf({ repoId: 'a', revision: '' })?.revision).toBeNull();
  });

  const repo = { name: 'models--a--b', repoId: 'a/b', repoType: 'model', markers: [] };
  test.each([
    [{ kind: 'repo', repo }, null],
    [{ kind: 'revision', repo, revision: { refs: ['main', 'v1'], commitHash: 'c' } }, null],
    [{ kind: 'revision', repo, revision: { refs: ['v1'], commitHash: 'c' } }, 'v1'],
    [{ kind: 'revision', repo, revision: { refs: [], commitHash: 'c' } }, 'c'],
    [{ kind: 'file', repo, commitHash: 'c' }, 'c'],
  ])('is an element of the cache: %j', (node, revision) => {
    expect(targetOf({ node })).toEqual({ repoId: 'a/b', repoType: 'model', revision });
  });

  test.each([
    undefined,
    null,
    0,
    'a/b',
    [],
    {},
    { repoId: 1 },
    { repoId: '' },
    { repoId: 'a b' },
    { repoId: 'a/../b' },
    { repoId: 'a/b/c' },
    { repoId: 'a', repoType: 'Model<' },
    { repoId: 'a', repoType: null },
    { repoId: 'a', revision: 3 },
    { repoId: 'a', revision: 'x'.repeat(201) },
    { node: null },
    { node: {} },
    { node: { repo: 'a' } },
    { node: { repo: { repoId: 'a b' } } },
  ])('or is refused: %j', (value) => {
    expect(targetOf(value)).toBeUndefined();
  });
});
