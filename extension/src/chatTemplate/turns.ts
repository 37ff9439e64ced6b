/**
 * Who asks again at every key takes a turn for each, and asks at once: the server works on one text at a time and
 * skips those that a newer one has overtaken before it could begin, so the newest is there when it is ready for
 * it. What it works on it finishes, or steady typing on a slow template would never show anything.
 */
export class Turns {
  private taken = 0;
  private arrived = 0;
  private readonly ending = new AbortController();

  next(): Turn {
    const number = ++this.taken;
    return {
      signal: this.ending.signal,
      isNewest: () => number === this.taken,
      arrives: () => {
        const isNews = number > this.arrived && !this.ending.signal.aborted;
        this.arrived = Math.max(number, this.arrived);
        return isNews;
      },
    };
  }

  dispose(): void {
    this.ending.abort();
  }
}

export interface Turn {
  /** Aborted when nobody wants any answer any more. */
  readonly signal: AbortSignal;
  /** Nothing has been asked since. */
  isNewest(): boolean;
  /** Its answer is there: whether it is to be shown, because none of a later turn came before it. */
  arrives(): boolean;
}
