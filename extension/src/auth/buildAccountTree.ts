// From what is known to the rows of the tree.
import { l10n } from 'vscode';
import { type AccountFacts, checkInUse, HUB, keptTokens, nameInUse, renewsInUse } from './accountFacts';
import type { AccountNode, AuthNode, FactNode, GroupNode } from './nodes';
import { checkedWords, expiryWords, joined, roleName, troubleName } from './words';

/** `now`: milliseconds since the epoch. No rows: nobody is signed in, and there is nothing to say of it. */
export function buildAccountTree(facts: AccountFacts, now: number): readonly AuthNode[] {
  const tokens = keptTokens(facts);
  const group: GroupNode = { kind: 'group', id: 'tokens', children: tokens };
  return [
    ...(facts.status.token ? [accountNode(facts, now)] : findingRows(facts)),
    ...(tokens.length > 0 ? [group] : []),
  ];
}

function accountNode(facts: AccountFacts, now: number): AccountNode {
  const { token } = facts.status;
  const check = checkInUse(facts)?.check;
  const name = nameInUse(facts) ?? token?.shown ?? '';
  const trouble = troubleName(check?.state);
  const isKnown = check?.state === 'valid' && check.account !== undefined && check.account !== '';
  return {
    kind: 'account',
    id: 'account',
    label: isKnown ? (check.account ?? name) : name,
    description: isKnown
      ? tokenWords(name, roleName(check))
      : joined([
          trouble === '' ? l10n.t('not checked') : trouble,
          name === token?.shown ? '' : (token?.shown ?? ''),
        ]),
    state: check?.state,
    children: [...statusRows(facts), ...checkRows(facts, now), ...hubRows(facts), ...findingRows(facts)],
  };
}

function tokenWords(name: string, role: string): string {
  return role === '' ? l10n.t('token “{0}”', name) : l10n.t('token “{0}” ({1})', name, role);
}

function statusRows({ status }: AccountFacts): FactNode[] {
  return status.words.map((label, index) => fact(`words ${index}`, index === 0 ? 'key' : 'info', label));
}

function checkRows(facts: AccountFacts, now: number): FactNode[] {
  const remembered = checkInUse(facts);
  if (remembered === undefined) {
    return [];
  }
  const { check } = remembered;
  const role = roleName(check);
  const { organizations = [], scopes = [], hint = '', message } = check;
  const renews = renewsInUse(facts);
  const expiry = expiryWords(check, now, renews);
  const rows: (FactNode | false)[] = [
    message !== '' && check.state !== 'valid' && fact('trouble', 'warning', message),
    role !== '' && fact('role', 'shield', l10n.t('Role: {0}', role)),
    ...scopes.map((scope, index) => fact(`scope ${index}`, 'unlock', scope)),
    organizations.length > 0 &&
      fact('organizations', 'organization', l10n.t('Organizations: {0}', organizations.join(l10n.t(', ')))),
    expiry !== undefined && fact('expiry', renews ? 'sync' : 'clock', expiry),
    hint !== '' && fact('hint', 'lightbulb', hint),
    fact('checked', 'history', checkedWords(remembered, now)),
  ];
  return rows.filter((row) => row !== false);
}

function hubRows({ status }: AccountFacts): FactNode[] {
  return status.endpoint === HUB || status.endpoint === ''
    ? []
    : [fact('endpoint', 'server', l10n.t('Hub: {0}', status.endpoint))];
}

function findingRows({ status }: AccountFacts): FactNode[] {
  return status.findings.map((label, index) => fact(`finding ${index}`, 'warning', label));
}

function fact(id: string, icon: string, label: string): FactNode {
  return { kind: 'fact', id: `fact|${id}`, icon, label };
}
