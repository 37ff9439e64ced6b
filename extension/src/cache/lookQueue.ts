// Asks one thing at a time. What is wished for meanwhile becomes one more question: the most thorough one. Pure.
import type { CacheListParams } from '../protocol';

export type CacheLook = NonNullable<CacheListParams['look']>;

const LOOKS: readonly CacheLook[] = ['known', 'changes', 'thorough'];

export class LookQueue {
  private waiting: CacheLook | undefined;
  private running: Promise<void> | undefined;
  private disposed = false;

  constructor(private readonly ask: (look: CacheLook) => Promise<void>) {}

  get busy(): boolean {
    return this.running !== undefined;
  }

  /** Resolves when a question asked after this call has been answered. */
  request(look: CacheLook): Promise<void> {
    if (this.waiting === undefined || LOOKS.indexOf(look) > LOOKS.indexOf(this.waiting)) {
      this.waiting = look;
    }
    return (this.running ??= this.drain());
  }

  dispose(): void {
    this.disposed = true;
    this.waiting = undefined;
  }

  private async drain(): Promise<void> {
    try {
      while (this.waiting !== undefined && !this.disposed) {
        const look = this.waiting;
        this.waiting = undefined;
        await this.ask(look);
      }
    } finally {
      this.running = undefined;
    }
  }
}
