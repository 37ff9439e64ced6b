/** Asks one thing at a time; whatever is wished for meanwhile becomes one more question. Pure. */
export class AskAgain {
  private wanted = false;
  private running: Promise<void> | undefined;
  private disposed = false;

  constructor(private readonly ask: () => Promise<void>) {}

  /** Resolves when a question asked after this call has been answered. */
  request(): Promise<void> {
    this.wanted = true;
    return (this.running ??= this.drain());
  }

  dispose(): void {
    this.disposed = true;
  }

  private async drain(): Promise<void> {
    try {
      while (this.wanted && !this.disposed) {
        this.wanted = false;
        await this.ask();
      }
    } finally {
      this.running = undefined;
    }
  }
}
