// When somebody looked at this window: a run that ends before their eyes needs no notification. Pure.

export class Attention {
  private since: number | undefined;
  private previous: { readonly from: number; readonly until: number } | undefined;

  /** `now` in seconds since the epoch, as the ends of runs are. */
  constructor(focused: boolean, now: number) {
    this.since = focused ? now : undefined;
  }

  changed(focused: boolean, now: number): void {
    if (focused) {
      this.since ??= now;
    } else if (this.since !== undefined) {
      this.previous = { from: this.since, until: now };
      this.since = undefined;
    }
  }

  /** Whether the window was looked at then. Of the past only the last look is remembered. */
  wasThere(moment: number): boolean {
    return (
      (this.since !== undefined && moment >= this.since) ||
      (this.previous !== undefined && moment >= this.previous.from && moment <= this.previous.until)
    );
  }
}
