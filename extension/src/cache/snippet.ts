// The Python that loads a repository. Pure.
import type { CacheRepo } from '../protocol';

export interface SnippetSubject {
  readonly repoId: string;
  readonly repoType: string;
  readonly markers: CacheRepo['markers'];
  /** Undefined: whatever `main` is. */
  readonly revision: string | undefined;
}

export function pythonSnippet({ repoId, repoType, markers, revision }: SnippetSubject): string {
  const words = [text(repoId), ...(revision === undefined ? [] : [`revision=${text(revision)}`])].join(', ');
  switch (repoType) {
    case 'dataset':
      return `from datasets import load_dataset\n\ndataset = load_dataset(${words})\n`;
    case 'kernel':
      return `from kernels import get_kernel\n\nkernel = get_kernel(${words})\n`;
    case 'space':
      return `from huggingface_hub import snapshot_download\n\nfolder = snapshot_download(${words}, repo_type="space")\n`;
    default:
      return modelSnippet(words, markers.includes('chat-template'));
  }
}

/** Which revision a snippet names: none for `main`, a tag or branch by its name, a detached one by its commit. */
export function snippetRevision({ commitHash, refs }: { commitHash: string; refs: readonly string[] }) {
  return refs.includes('main') ? undefined : (refs[0] ?? commitHash);
}

/** What has a chat template generates text; of any other model nothing is known but that it is one. */
function modelSnippet(words: string, chats: boolean): string {
  const model = chats ? 'AutoModelForCausalLM' : 'AutoModel';
  return [
    `from transformers import ${model}, AutoTokenizer`,
    '',
    `tokenizer = AutoTokenizer.from_pretrained(${words})`,
    `model = ${model}.from_pretrained(${words})`,
    '',
  ].join('\n');
}

function text(value: string): string {
  return JSON.stringify(value);
}
