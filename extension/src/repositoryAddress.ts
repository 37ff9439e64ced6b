// Reads what people paste when asked for a repository: an id, an id with a revision, or an address of the Hub. Pure.
import type { RepoType } from './repoType';

export interface RepositoryAddress {
  readonly repoId: string;
  readonly repoType: RepoType | undefined;
  readonly revision: string | undefined;
}

const PREFIXES: Readonly<Record<string, RepoType>> = {
  models: 'model',
  datasets: 'dataset',
  spaces: 'space',
  kernels: 'kernel',
};
/** As huggingface_hub validates names. */
const NAME = /^(?!.*(--|\.\.))[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,94}[\p{L}\p{N}_])?$/u;

export function parseRepository(text: string): RepositoryAddress | undefined {
  const address = /^(?:https?:\/\/[^/\s]+\/|hf:\/\/)(.+)$/.exec(text.trim());
  const [path = '', marked] = (address?.[1] ?? text.trim()).replace(/[?#].*$/, '').split('@', 2);
  let parts = path.split('/').filter((part) => part !== '');
  const repoType = PREFIXES[parts[0] ?? ''];
  if (repoType !== undefined && parts.length > 1) {
    parts = parts.slice(1);
  }
  const place = parts.findIndex((part) => part === 'tree' || part === 'blob' || part === 'resolve');
  const revision = marked ?? (place > 0 ? parts[place + 1] : undefined);
  const names = place > 0 ? parts.slice(0, place) : parts;
  if (names.length === 0 || names.length > 2 || !names.every((name) => NAME.test(name))) {
    return undefined;
  }
  return { repoId: names.join('/'), repoType, revision: revision === '' ? undefined : revision };
}
