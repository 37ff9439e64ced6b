// What things of the account are called.
import { env, l10n } from 'vscode';
import { exactTime, relativeTime } from '../moments';
import type { TokenCheck } from '../protocol';
import type { RememberedCheck } from './checkMemory';
import type { TokenPlace } from './nodes';

export function placeName(place: TokenPlace): string {
  switch (place) {
    case 'editor':
      return l10n.t('secret store');
    case 'file':
      return l10n.t('huggingface_hub’s file');
  }
}

/** In the server's words where it sent some: it knows the language, too. */
export function roleName({ role, roleWords }: TokenCheck): string {
  return roleWords !== undefined && roleWords !== '' ? roleWords : (role ?? '');
}

/** `alice (read)` */
export function accountWords(check: TokenCheck): string {
  const role = roleName(check);
  return role === '' ? (check.account ?? '') : `${check.account ?? ''} (${role})`;
}

export function signedInWords(check: TokenCheck): string {
  return l10n.t('Signed in as {0}.', accountWords(check));
}

/** What is the matter with a token in a word; empty when nothing is. */
export function troubleName(state: TokenCheck['state'] | undefined): string {
  switch (state) {
    case 'invalid':
      return l10n.t('not valid');
    case 'expired':
      return l10n.t('expired');
    case 'valid':
    case 'unchecked':
    case 'missing':
    case undefined:
      return '';
  }
}

export function checkedWords({ at }: RememberedCheck, now: number): string {
  return l10n.t('Checked {0}', relativeTime(at / 1000, now / 1000, env.language));
}

/** `undefined`: it does not, or nobody knows. `renews`: before that it is replaced by another, without anybody's doing. */
export function expiryWords(check: TokenCheck | undefined, now: number, renews = false): string | undefined {
  const at = Date.parse(check?.expiresAt ?? '');
  if (Number.isNaN(at)) {
    return undefined;
  }
  const when = exactTime(at / 1000, env.language);
  if (at < now) {
    return l10n.t('Expired {0}', when);
  }
  return renews ? l10n.t('Renews itself by {0}', when) : l10n.t('Expires {0}', when);
}

export function joined(parts: readonly string[], separator = ' · '): string {
  return parts.filter((part) => part !== '').join(separator);
}
