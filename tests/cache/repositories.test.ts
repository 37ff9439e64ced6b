import { describe, expect, test } from 'vitest';
import { opensInEditor } from '../../extension/src/cache/openable';
import { parseRepository } from '../../extension/src/repositoryAddress';
import { pythonSnippet, snippetRevision } from '../../extension/src/cache/snippet';

describe('what people paste', () => {
  test.each([
    ['gpt2', 'gpt2', undefined, undefined],
    [' Qwen/Qwen3-0.6B ', 'Qwen/Qwen3-0.6B', undefined, undefined],
    ['Qwen/Qwen3-0.6B@v1', 'Qwen/Qwen3-0.6B', undefined, 'v1'],
    ['datasets/org/name', 'org/name', 'dataset', undefined],
    ['https://huggingface.co/Qwen/Qwen3-0.6B', 'Qwen/Qwen3-0.6B', undefined, undefined],
    ['https://huggingface.co/datasets/org/name/tree/main', 'org/name', 'dataset', 'main'],
    ['https://huggingface.co/org/name/blob/v2/config.json?x=1#L2', 'org/name', undefined, 'v2'],
    ['hf://spaces/org/name', 'org/name', 'space', undefined],
  ] as const)('%s', (text, repoId, repoType, revision) => {
    expect(parseRepository(text)).toEqual({ repoId, repoType, revision });
  });

  test.each(['', 'a b', 'a/b/c', '../x', 'a--b', '-a', 'org/', 'https://huggingface.co/'])(
    '%s is no repository, or one without a name',
    (text) => {
      expect(parseRepository(text)?.repoId ?? 'none').toBe(text === 'org/' ? 'org' : 'none');
    },
  );
});

describe('the Python that loads it', () => {
  test('is that of a model', () => {
    const snippet = pythonSnippet({ repoId: 'a/b', repoType: 'model', markers: [], revision: undefined });
    expect(snippet).toContain('AutoModel.from_pretrained("a/b")');
    expect(snippet).not.toContain('trust_remote_code');
  });

  test('generates text where there is a chat template, at the revision', () => {
    expect(
      pythonSnippet({ repoId: 'a/b', repoType: 'model', markers: ['chat-template'], revision: 'v1' }),
    ).toContain('AutoModelForCausalLM.from_pretrained("a/b", revision="v1")');
  });

  test('is that of a dataset, a space, a kernel', () => {
    const of = (repoType: string) =>
      pythonSnippet({ repoId: 'a', repoType, markers: [], revision: undefined });
    expect(of('dataset')).toContain('load_dataset("a")');
    expect(of('space')).toContain('snapshot_download("a", repo_type="space")');
    expect(of('kernel')).toContain('get_kernel("a")');
  });

  test('names no revision for main, and a detached one by its commit', () => {
    expect(snippetRevision({ commitHash: 'c', refs: ['main', 'v1'] })).toBeUndefined();
    expect(snippetRevision({ commitHash: 'c', refs: ['v1'] })).toBe('v1');
    expect(snippetRevision({ commitHash: 'c', refs: [] })).toBe('c');
  });
});

test('weights and very large files are not opened in an editor', () => {
  expect(opensInEditor('config.json', 10)).toBe(true);
  expect(opensInEditor('LICENSE', 10)).toBe(true);
  expect(opensInEditor('onnx/model.ONNX', 10)).toBe(false);
  expect(opensInEditor('model.safetensors', 10)).toBe(false);
  expect(opensInEditor('tokenizer.json', 60_000_000)).toBe(false);
});
