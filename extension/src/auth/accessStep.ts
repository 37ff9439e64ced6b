// What the next step of an answer is. Answers come back through links and hints, as plain JSON: nothing in them is
// believed. Pure.
import type { AccessAnswer } from '../protocol';
import { type AccessTarget, record, targetOf } from './accessTarget';

export type AccessStep =
  | { readonly kind: 'none' }
  | { readonly kind: 'sign-in' }
  | { readonly kind: 'switch' }
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'retry' };

const NEXT: readonly AccessAnswer['next'][] = [
  'none',
  'sign-in',
  'switch',
  'request',
  'requests',
  'token-settings',
  'retry',
];

/** What a step needs of an answer. */
export interface StepRequest {
  readonly target: AccessTarget;
  readonly step: AccessStep;
}

/** Undefined: these are not the arguments of an answer. */
export function stepRequest(value: unknown): StepRequest | undefined {
  const answer = record(value);
  const target = targetOf(answer);
  const next = NEXT.find((each) => each === answer?.next);
  if (target === undefined || next === undefined) {
    return undefined;
  }
  const url = typeof answer?.url === 'string' ? answer.url : '';
  return { target, step: stepOf({ next, url }) };
}

export function stepOf({ next, url }: Pick<AccessAnswer, 'next' | 'url'>): AccessStep {
  switch (next) {
    case 'none':
    case 'sign-in':
    case 'switch':
    case 'retry':
      return { kind: next };
    case 'request':
    case 'requests':
    case 'token-settings': {
      const address = webAddress(url);
      return address === undefined ? { kind: 'none' } : { kind: 'open', url: address };
    }
  }
}

/** Only what a browser shows may be opened: never a file, a command or another program. */
export function webAddress(text: string): string | undefined {
  if (text.length > 2000 || !URL.canParse(text)) {
    return undefined;
  }
  const { protocol, username, password, href } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '' ? href : undefined;
}
