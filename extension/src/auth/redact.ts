// What may be shown, or sent, of a text in which tokens can stand. Pure.
import { shownOf } from './tokenText';

// Not `hf_hub_download`: words between underscores are short. One glued to another goes with it.
const TOKEN = /(?:hf_|api_org_)(?:(?:oauth|jwt)_[A-Za-z0-9_.-]{16,}|[A-Za-z0-9]{16,}(?:_[A-Za-z0-9]{16,})*)/g;
const BEARER = /(\bBearer\s+)(?!hf_|api_org_)[^\s'",;)]{8,}/gi;

/** The text without tokens: of each at most its last four characters are left. */
export function redacted(text: string): string {
  const some =
    text.includes('hf_') || text.includes('api_org_')
      ? text.replace(TOKEN, (secret) => shownOf(secret))
      : text;
  return some.replace(BEARER, '$1…');
}
