/**
 * Runs one piece of work at a time and keeps only the newest request that came meanwhile. What runs is left to
 * finish: the server bounds its time, giving it up would not free the agent any sooner, and steady typing on a
 * slow template would never show anything.
 */
export class NewestOnly {
  private running: AbortController | undefined;
  private waiting = false;

  constructor(private readonly work: (signal: AbortSignal) => Promise<void>) {}

  /** A newer request waits: what the running work brings is about to be replaced. */
  get pending(): boolean {
    return this.waiting;
  }

  request(): void {
    if (this.running) {
      this.waiting = true;
    } else {
      void this.run();
    }
  }

  dispose(): void {
    this.waiting = false;
    this.running?.abort();
  }

  private async run(): Promise<void> {
    this.running = new AbortController();
    try {
      await this.work(this.running.signal);
    } finally {
      this.running = undefined;
      if (this.waiting) {
        this.waiting = false;
        void this.run();
      }
    }
  }
}
