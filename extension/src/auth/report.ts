// The whole of what is known of the account as text. No token is in it.
import { l10n } from 'vscode';
import type { TokenCheck } from '../protocol';
import { type AccountFacts, HUB, keptTokens, renewsInUse } from './accountFacts';
import { tokenDescription } from './accountItems';
import { expiryWords, joined, roleName, signedInWords } from './words';

/** The sentence that answers the question. */
export function headline(facts: AccountFacts, check: TokenCheck | undefined): string {
  if (facts.status.token === null) {
    return l10n.t('No token is in use.');
  }
  if (check?.state === 'valid') {
    return signedInWords(check);
  }
  return joined([facts.status.token.name ?? '', facts.status.token.shown]);
}

export function details(facts: AccountFacts, check: TokenCheck | undefined, now: number): string {
  const { status } = facts;
  const role = check ? roleName(check) : '';
  const organizations = check?.organizations ?? [];
  return [
    check?.state === 'valid' ? '' : (check?.message ?? ''),
    ...status.words,
    role === '' ? '' : l10n.t('Role: {0}', role),
    ...(check?.scopes ?? []),
    organizations.length === 0 ? '' : l10n.t('Organizations: {0}', organizations.join(l10n.t(', '))),
    expiryWords(check, now, renewsInUse(facts)) ?? '',
    check?.hint ?? '',
    ...status.findings,
    status.endpoint === HUB ? '' : l10n.t('Hub: {0}', status.endpoint),
  ]
    .filter((line) => line !== '')
    .join('\n\n');
}

/** For somebody who helps. */
export function report(facts: AccountFacts, check: TokenCheck | undefined, now: number): string {
  return [
    headline(facts, check),
    details(facts, check, now),
    keptTokens(facts)
      .map((token) => `${token.isActive ? '*' : '-'} ${token.name} · ${tokenDescription(token)}`)
      .join('\n'),
    facts.status.library,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
