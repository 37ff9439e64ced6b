// How far a bar moves that can only move forward. Pure.
import type { CacheProgress } from '../protocol';

/**
 * A job of several steps reports both the steps and what happens inside of one. The bar then counts the steps: it
 * cannot begin anew with each.
 */
export class ProgressBar {
  private shown = 0;
  private steps: number | undefined;

  /** By how many hundredths to move on. */
  advance({ done, total, unit }: CacheProgress): number {
    this.steps ??= unit === 'items' && total > 1 ? total : 0;
    const counts = this.steps === 0 || (unit === 'items' && total === this.steps);
    if (!counts || total <= 0) {
      return 0;
    }
    const share = Math.min(100, (100 * done) / total);
    const increment = Math.max(0, share - this.shown);
    this.shown += increment;
    return increment;
  }
}
