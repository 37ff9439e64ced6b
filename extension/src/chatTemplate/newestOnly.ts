/**
 * Runs one piece of work at a time and keeps only the newest request that came meanwhile. What runs is left to
 * finish, so that steady typing still shows something; only when it takes long is it cancelled for the newer one.
 */
export class NewestOnly {
  private running: { readonly since: number; readonly abort: AbortController } | undefined;
  private pending = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly work: (signal: AbortSignal) => Promise<void>,
    private readonly patienceMilliseconds: number,
  ) {}

  request(): void {
    if (!this.running) {
      void this.run();
      return;
    }
    this.pending = true;
    if (this.timer === undefined) {
      const { since, abort } = this.running;
      const left = Math.max(0, since + this.patienceMilliseconds - Date.now());
      this.timer = setTimeout(() => abort.abort(), left);
    }
  }

  dispose(): void {
    this.pending = false;
    clearTimeout(this.timer);
    this.running?.abort.abort();
  }

  private async run(): Promise<void> {
    const abort = new AbortController();
    this.running = { since: Date.now(), abort };
    try {
      await this.work(abort.signal);
    } finally {
      clearTimeout(this.timer);
      this.timer = undefined;
      this.running = undefined;
      if (this.pending) {
        this.pending = false;
        void this.run();
      }
    }
  }
}
