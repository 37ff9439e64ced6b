// What huggingface_token.json holds: `{"HUGGINGFACE_TOKEN": "…"}`. No problem carries anything of the content, not
// even the words of the JSON parser: they quote it. Pure.
import { record } from './accessTarget';

export const TOKEN_FILE = 'huggingface_token.json';
export const TOKEN_KEY = 'HUGGINGFACE_TOKEN';
export const LARGEST = 64 * 1024;

export type TokenFileProblem =
  | 'too-large'
  | 'empty'
  | 'encoding'
  | 'broken'
  | 'no-object'
  | 'no-key'
  | 'no-text'
  | 'blank'
  | 'placeholder'
  | 'no-token';

export type TokenFile =
  /** `others`: how many entries beside the token the file has. */
  | { readonly kind: 'token'; readonly secret: string; readonly others: number }
  | { readonly kind: 'problem'; readonly problem: TokenFileProblem };

export function parseTokenFile(bytes: Uint8Array): TokenFile {
  if (bytes.byteLength > LARGEST) {
    return broken('too-large');
  }
  const text = decode(bytes);
  if (text === undefined) {
    return broken('encoding');
  }
  if (text.trim() === '') {
    return broken('empty');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return broken('broken');
  }
  const object = record(value);
  if (object === undefined) {
    return broken('no-object');
  }
  if (!Object.hasOwn(object, TOKEN_KEY)) {
    return broken('no-key');
  }
  const token = object[TOKEN_KEY];
  if (typeof token !== 'string') {
    return broken('no-text');
  }
  const secret = token.trim();
  const problem = problemOf(secret);
  return problem ? broken(problem) : { kind: 'token', secret, others: Object.keys(object).length - 1 };
}

/** UTF-8, or UTF-16 with a mark, as PowerShell writes it. */
function decode(bytes: Uint8Array): string | undefined {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

const REAL = /^(?:hf_|api_org_)[A-Za-z0-9]{34}$/;
const WORDS = /your|token|secret|example|insert|replace|placeholder|dummy|changeme|paste|here/i;

function problemOf(secret: string): TokenFileProblem | undefined {
  if (secret === '') {
    return 'blank';
  }
  const body = secret.replace(/^(?:hf_|api_org_)/, '');
  const different = new Set(body.toLowerCase()).size;
  if (REAL.test(secret) && different >= 12) {
    return undefined;
  }
  if (/[<>{}$*…]|\.\.\./.test(secret) || different < 4 || (body.length <= 60 && WORDS.test(body))) {
    return 'placeholder';
  }
  // Whether it is a token is for the Hub to say; what no header can carry is none.
  return /^[!-~]{8,4096}$/.test(secret) ? undefined : 'no-token';
}

function broken(problem: TokenFileProblem): TokenFile {
  return { kind: 'problem', problem };
}
