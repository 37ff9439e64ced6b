// What a token of a browser's sign-in is renewed with, and when that is due. Pure.
import { fingerprint } from './fingerprint';

export interface Renewal {
  /** As good as a token, and kept as one. */
  readonly refreshToken: string;
  /** When the token ends, in milliseconds since the epoch. */
  readonly endsAt: number;
}

/** A day before its end, as huggingface_hub renews the tokens of its own file (`_OAUTH_REFRESH_MARGIN`). */
const MARGIN_MILLISECONDS = 24 * 60 * 60 * 1000;

export function dueAt({ endsAt }: Renewal): number {
  return endsAt - MARGIN_MILLISECONDS;
}

/** `undefined`: nobody knows when it ends, so nobody knows when to renew it. */
export function renewalOf(refreshToken: string, expiresAt: string | null | undefined): Renewal | undefined {
  const endsAt = Date.parse(expiresAt ?? '');
  return Number.isNaN(endsAt) ? undefined : { refreshToken, endsAt };
}

/** As it is written into the secret store, beside the token that it belongs to. */
export function writtenRenewal(renewal: Renewal, secret: string): string {
  return JSON.stringify({ ...renewal, of: fingerprint(secret) });
}

/** What was written; `undefined` when it makes no sense, or the name has another token by now. */
export function readRenewal(text: string | undefined, secret: string | undefined): Renewal | undefined {
  if (text === undefined || secret === undefined) {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' &&
      value !== null &&
      'refreshToken' in value &&
      typeof value.refreshToken === 'string' &&
      'endsAt' in value &&
      typeof value.endsAt === 'number' &&
      'of' in value &&
      value.of === fingerprint(secret)
      ? { refreshToken: value.refreshToken, endsAt: value.endsAt }
      : undefined;
  } catch {
    return undefined;
  }
}
