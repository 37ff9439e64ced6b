// What the status bar says of the account, as text.
import { type AccountFacts, checkInUse, nameInUse } from './accountFacts';
import { roleName, troubleName } from './words';

export interface ItemText {
  readonly text: string;
  readonly isTrouble: boolean;
}

/** `undefined`: no token is in use, nothing is shown. */
export function accountItemText(facts: AccountFacts): ItemText | undefined {
  const { token } = facts.status;
  if (token === null) {
    return undefined;
  }
  const check = checkInUse(facts)?.check;
  const name = nameInUse(facts) ?? token.shown;
  const trouble = troubleName(check?.state);
  if (trouble !== '') {
    return { text: `$(warning) ${name} (${trouble})`, isTrouble: true };
  }
  if (check?.state !== 'valid' || check.account === undefined || check.account === '') {
    return { text: `$(account) ${name}`, isTrouble: false };
  }
  const role = roleName(check);
  return {
    text: `$(account) ${check.account} · ${name}${role === '' ? '' : ` (${role})`}`,
    isTrouble: false,
  };
}
