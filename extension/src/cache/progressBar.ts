// How far a bar moves that can only move forward. Pure.
import type { CacheProgress } from '../protocol';

/** Each step of a job is an equal part of the bar, filled by what happens inside of it. */
export class ProgressBar {
  private shown = 0;

  /** By how many hundredths to move on. */
  advance({ done, total, step, steps }: CacheProgress): number {
    const finished = Math.max(1, step ?? 1) - 1;
    const inside = total > 0 ? Math.min(1, done / total) : 0;
    const share = Math.min(100, (100 * (finished + inside)) / Math.max(1, steps ?? 1));
    const increment = Math.max(0, share - this.shown);
    this.shown += increment;
    return increment;
  }
}
