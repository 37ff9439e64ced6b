// What the Hub last said of each token: so that whose it is can be shown without asking again.
import type { Memento } from 'vscode';
import type { TokenCheck } from '../protocol';

/** Who keeps the token: the editor, or anything that huggingface_hub finds itself. */
export type Keeper = 'editor' | 'library';

export interface RememberedCheck {
  readonly check: TokenCheck;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const MEMORY = 'transformers.auth.checks';
/** Those of tokens long gone need no place. */
const MOST = 50;

export class CheckMemory {
  constructor(
    private readonly memory: Memento,
    private readonly now: () => number = Date.now,
  ) {}

  of(keeper: Keeper, shown: string): RememberedCheck | undefined {
    return this.read().get(key(keeper, shown));
  }

  /** An answer that did not come says nothing new. */
  async remember(keeper: Keeper, check: TokenCheck): Promise<void> {
    if (check.shown === undefined || check.shown === '' || !isAnswer(check)) {
      return;
    }
    const known = this.read();
    known.delete(key(keeper, check.shown));
    known.set(key(keeper, check.shown), { check, at: this.now() });
    await this.memory.update(MEMORY, Object.fromEntries([...known].slice(-MOST)));
  }

  async forget(keeper: Keeper, shown: string): Promise<void> {
    const known = this.read();
    if (known.delete(key(keeper, shown))) {
      await this.memory.update(MEMORY, Object.fromEntries(known));
    }
  }

  private read(): Map<string, RememberedCheck> {
    const value: unknown = this.memory.get(MEMORY);
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return new Map(entries.filter((entry): entry is [string, RememberedCheck] => isRemembered(entry[1])));
  }
}

function key(keeper: Keeper, shown: string): string {
  return `${keeper} ${shown}`;
}

function isAnswer({ state }: TokenCheck): boolean {
  return state !== 'unchecked' && state !== 'missing';
}

function isRemembered(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'at' in value &&
    typeof value.at === 'number' &&
    'check' in value &&
    typeof value.check === 'object' &&
    value.check !== null &&
    'state' in value.check &&
    typeof value.check.state === 'string'
  );
}
