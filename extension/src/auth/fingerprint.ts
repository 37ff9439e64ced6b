import { createHash } from 'node:crypto';

/** Says whether a secret is the same as another without being one. */
export function fingerprint(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
