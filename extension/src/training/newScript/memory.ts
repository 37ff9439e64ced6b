// Answers of the server, each asked for once. Pure.

export type Settled<T> =
  { readonly kind: 'answer'; readonly value: T } | { readonly kind: 'failed'; readonly error: unknown };

export class Memory<T> {
  private readonly asked = new Map<string, { readonly answer: Promise<Settled<T>>; settled?: Settled<T> }>();

  /** The answer to a question; one that failed is asked again. */
  ask(key: string, question: () => Promise<T>): Promise<Settled<T>> {
    const known = this.asked.get(key);
    if (known && known.settled?.kind !== 'failed') {
      return known.answer;
    }
    const entry: { answer: Promise<Settled<T>>; settled?: Settled<T> } = {
      answer: question().then(
        (value) => (entry.settled = { kind: 'answer', value }),
        (error: unknown) => (entry.settled = { kind: 'failed', error }),
      ),
    };
    this.asked.set(key, entry);
    return entry.answer;
  }

  /** What is there by now. */
  known(key: string): Settled<T> | undefined {
    return this.asked.get(key)?.settled;
  }

  forget(): void {
    this.asked.clear();
  }
}
