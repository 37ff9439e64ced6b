// Variables as people type them: `NAME=value` words. Pure.
import { formatWords, parseWords } from './commandLine';

export type ParsedEnvironment =
  | { readonly kind: 'environment'; readonly variables: Readonly<Record<string, string>> }
  | { readonly kind: 'unclosed' }
  /** A word that is no `NAME=value`. */
  | { readonly kind: 'notOne'; readonly word: string }
  /** A run's folder keeps what it was started with: no place for a secret. */
  | { readonly kind: 'secret'; readonly name: string };

const VARIABLE = /^([A-Za-z_]\w*)=(.*)$/s;
const TOKEN_NAME = /^(HF_TOKEN|HUGGING_FACE_HUB_TOKEN|HUGGINGFACE_HUB_TOKEN)$/;
const TOKEN_VALUE = /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{20,}/;
const LIKE_A_SECRET = /(TOKEN|SECRET|PASSWORD|API_?KEY|CREDENTIALS?)$/i;

export function parseEnvironment(text: string): ParsedEnvironment {
  const parsed = parseWords(text);
  if (parsed.kind === 'unclosed') {
    return parsed;
  }
  const variables: Record<string, string> = {};
  for (const word of parsed.words) {
    const [, name, value] = VARIABLE.exec(word) ?? [];
    if (name === undefined || value === undefined) {
      return { kind: 'notOne', word };
    }
    if (TOKEN_NAME.test(name) || holdsToken(value)) {
      return { kind: 'secret', name };
    }
    variables[name] = value;
  }
  return { kind: 'environment', variables };
}

export function formatEnvironment(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value === '' ? '' : formatWords([value])}`)
    .join(' ');
}

/** Whether a token of the Hub's is in it. */
export function holdsToken(text: string): boolean {
  return TOKEN_VALUE.test(text);
}

/** Names of variables that look as if they held what nobody else should read. */
export function secretLike(variables: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(variables).filter((name) => LIKE_A_SECRET.test(name) && variables[name] !== '');
}
