/** What to do after the language server died. */
export type Verdict =
  | { readonly kind: 'restart'; readonly afterMilliseconds: number }
  | { readonly kind: 'giveUp'; readonly crashes: number };

const WINDOW_MILLISECONDS = 3 * 60_000;
const MOST_CRASHES = 4;
const FIRST_DELAY_MILLISECONDS = 500;

/** Restarts with growing pauses; a server that dies again and again is left alone until the user says otherwise. */
export class CrashPolicy {
  private crashes: number[] = [];

  constructor(private readonly now: () => number = Date.now) {}

  crashed(): Verdict {
    const now = this.now();
    this.crashes = [...this.crashes.filter((time) => now - time < WINDOW_MILLISECONDS), now];
    const count = this.crashes.length;
    return count > MOST_CRASHES
      ? { kind: 'giveUp', crashes: count }
      : { kind: 'restart', afterMilliseconds: FIRST_DELAY_MILLISECONDS * 2 ** (count - 1) };
  }

  forget(): void {
    this.crashes = [];
  }
}
