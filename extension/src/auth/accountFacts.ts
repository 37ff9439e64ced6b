// All that is known of the tokens, in one piece: what the tree, the status bar and the commands speak of.
import type { AccountStatus } from '../protocol';
import type { AccountReader } from './accountReader';
import type { Keeper, RememberedCheck } from './checkMemory';
import { tokenId, type TokenNode } from './nodes';
import type { KnownToken } from './tokenIndex';

export interface AccountFacts {
  readonly status: AccountStatus;
  readonly editorTokens: readonly KnownToken[];
  /** The name of the editor's token that is in use. */
  readonly editorUses: string | undefined;
  readonly lastCheck: (keeper: Keeper, shown: string) => RememberedCheck | undefined;
}

export const HUB = 'https://huggingface.co';

export function factsOf(reader: AccountReader): AccountFacts | undefined {
  const { status, tokens } = reader;
  return (
    status && {
      status,
      editorTokens: tokens.tokens,
      editorUses: tokens.inUse,
      lastCheck: (keeper, shown) => reader.lastCheck(keeper, shown),
    }
  );
}

/** What the Hub last said of the token in use. */
export function checkInUse({ status, lastCheck }: AccountFacts): RememberedCheck | undefined {
  return status.token
    ? lastCheck(status.token.kind === 'editor' ? 'editor' : 'library', status.token.shown)
    : undefined;
}

/** Whether the token in use is renewed before it ends. */
export function renewsInUse({ status, editorTokens, editorUses }: AccountFacts): boolean {
  const used = editorTokens.find(({ name }) => name === editorUses);
  return status.token?.kind === 'editor' && used?.renews === true;
}

/** Its name where it is kept, else the one it has on the Hub. */
export function nameInUse(facts: AccountFacts): string | undefined {
  return facts.status.token?.name ?? checkInUse(facts)?.check.name ?? undefined;
}

/** Every token that is kept where this editor can use or delete it. */
export function keptTokens({ status, editorTokens, editorUses, lastCheck }: AccountFacts): TokenNode[] {
  return [
    ...editorTokens.map(({ name, shown }): TokenNode => ({
      kind: 'token',
      id: tokenId('editor', name),
      name,
      shown,
      place: 'editor',
      isActive: name === editorUses,
      isUnnamed: false,
      check: lastCheck('editor', shown)?.check,
    })),
    ...status.stored.map(({ name, shown, isActive }): TokenNode => ({
      kind: 'token',
      id: tokenId('file', name),
      name,
      shown,
      place: 'file',
      // The same token may be in both places: only one of them is where it is taken from.
      isActive: isActive && status.token?.kind === 'file',
      isUnnamed: false,
      check: lastCheck('library', shown)?.check,
    })),
    ...unnamedToken(status, lastCheck),
  ];
}

function unnamedToken({ token }: AccountStatus, lastCheck: AccountFacts['lastCheck']): TokenNode[] {
  if (token?.kind !== 'file' || token.name !== null) {
    return [];
  }
  const { shown } = token;
  return [
    {
      kind: 'token',
      id: tokenId('file', ''),
      name: shown,
      shown,
      place: 'file',
      isActive: true,
      isUnnamed: true,
      check: lastCheck('library', shown)?.check,
    },
  ];
}

export function tokenPage({ endpoint }: AccountStatus): string {
  return `${endpoint.replace(/\/+$/, '')}/settings/tokens`;
}
