import type { RunChart } from './chart';

/** Charts this near to what can be seen have their points already, in pixels. */
const NEAR = 300;

/** Which charts can be seen, or nearly. */
export class ChartSight {
  private readonly observed = new Set<RunChart>();
  private seen: ReadonlySet<string> = new Set();
  private readonly observer = new IntersectionObserver((entries) => this.look(entries), {
    rootMargin: `${NEAR}px`,
  });

  /** `changed`: the keys of all charts in sight. */
  constructor(private readonly changed: (seen: ReadonlySet<string>) => void) {}

  /** Watches these charts, and no others any more. */
  watch(charts: Iterable<RunChart>): void {
    const now = new Set(charts);
    for (const chart of this.observed) {
      if (!now.has(chart)) {
        this.observer.unobserve(chart);
        this.observed.delete(chart);
      }
    }
    for (const chart of now) {
      if (!this.observed.has(chart)) {
        this.observed.add(chart);
        this.observer.observe(chart);
      }
    }
  }

  close(): void {
    this.observer.disconnect();
    this.observed.clear();
  }

  private look(entries: readonly IntersectionObserverEntry[]): void {
    const seen = new Set(this.seen);
    for (const { target, isIntersecting } of entries) {
      const key = (target as RunChart).subject?.key ?? '';
      if (isIntersecting) {
        seen.add(key);
      } else {
        seen.delete(key);
      }
    }
    this.seen = seen;
    this.changed(seen);
  }
}
