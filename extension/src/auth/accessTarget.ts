// Which repository access is asked for: what people type or paste, and what commands are called with. Pure.
import { parseRepository } from '../repositoryAddress';

export interface AccessTarget {
  readonly repoId: string;
  readonly repoType: string;
  readonly revision: string | null;
}

export interface TypedTarget extends Omit<AccessTarget, 'repoType'> {
  /** Undefined: the text does not tell. */
  readonly repoType: string | undefined;
}

const LONGEST = 2000;
const HOST = /^(?:https?:\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co)\//i;
/** Pages of the Hub that are no repositories. */
const PAGES = new Set(
  'api blog chat collections docs enterprise join learn login models new organizations papers posts pricing settings tasks'.split(
    ' ',
  ),
);
/** As huggingface_hub validates names, and what a type may look like. */
const NAME = /^(?!.*(?:--|\.\.))[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,94}[\p{L}\p{N}_])?$/u;
const TYPE = /^[a-z]{1,20}$/;

export function parseTarget(text: string): TypedTarget | undefined {
  let rest = text.trim().replace(/^["'<]+|[>"',;]+$/g, '');
  if (rest.length > LONGEST) {
    return undefined;
  }
  const onHub = HOST.test(rest) || /^https?:\/\//i.test(rest);
  rest = rest.replace(HOST, 'https://huggingface.co/');
  // Addresses of the API name the same things, one level deeper.
  rest = rest.replace(/^(https?:\/\/[^/]+\/)api\/(models|datasets|spaces)\//i, '$1$2/');
  const first = /^https?:\/\/[^/]+\/([^/?#]*)(\/?)/i.exec(rest);
  if (onHub && PAGES.has(first?.[1] ?? '') && !(first?.[1] === 'models' && first[2] === '/')) {
    return undefined;
  }
  const address = parseRepository(onHub ? rest : decoded(rest));
  if (address === undefined || (onHub && (first?.[1] ?? '') === '')) {
    return undefined;
  }
  const { repoId, repoType, revision } = address;
  return { repoId, repoType, revision: revision === undefined ? null : decoded(revision) };
}

/** What another part of the workbench names: `{repoId, repoType, revision}`, or an element of the cache's tree. */
export function targetOf(value: unknown): AccessTarget | undefined {
  const plain = record(value);
  const node = record(plain?.node);
  return plain === undefined ? undefined : node ? ofNode(node) : ofPlain(plain, plain.revision ?? null);
}

function ofNode(node: Readonly<Record<string, unknown>>): AccessTarget | undefined {
  const repo = record(node.repo);
  if (repo === undefined) {
    return undefined;
  }
  const revision = record(node.revision);
  const refs: readonly unknown[] = Array.isArray(revision?.refs) ? revision.refs : [];
  return ofPlain(
    repo,
    refs.includes('main') ? null : (refs[0] ?? revision?.commitHash ?? node.commitHash ?? null),
  );
}

function ofPlain(plain: Readonly<Record<string, unknown>>, revision: unknown): AccessTarget | undefined {
  const { repoId, repoType = 'model' } = plain;
  if (
    typeof repoId !== 'string' ||
    !isRepoId(repoId) ||
    typeof repoType !== 'string' ||
    !TYPE.test(repoType)
  ) {
    return undefined;
  }
  if (revision !== null && (typeof revision !== 'string' || revision.length > 200)) {
    return undefined;
  }
  return { repoId, repoType, revision: revision === '' ? null : revision };
}

function isRepoId(text: string): boolean {
  const names = text.split('/');
  return text.length <= 200 && names.length <= 2 && names.every((name) => NAME.test(name));
}

export function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
