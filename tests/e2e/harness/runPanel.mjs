// A run panel, found by the test ids it promises.
import { expect } from 'vitest';

export class RunPanel {
  /** @param {import('./workbench.mjs').Workbench} workbench */
  constructor(workbench, index = 0) {
    this.workbench = workbench;
    this.frame = workbench.previews().nth(index).contentFrame().locator('iframe#active-frame').contentFrame();
    this.logs = this.frame.getByTestId('log');
    this.findings = this.frame.getByTestId('finding');
    this.smoothing = this.frame.getByTestId('smoothing');
    this.calm = this.frame.getByTestId('calm');
  }

  chart(key) {
    return this.frame.locator(`run-chart[data-key="${key}"]`);
  }

  /** Waits until the curves of a chart have so many points together, and says how many. */
  async hasPoints(key, count, timeout = 120_000) {
    const points = () =>
      this.chart(key).evaluate((chart) =>
        chart.subject.curves.reduce((sum, curve) => sum + (chart.store.points(curve.key)?.length ?? 0), 0),
      );
    await this.chart(key).waitFor({ timeout });
    await expect.poll(points, { timeout }).toBeGreaterThanOrEqual(count);
    return points();
  }

  /** What is really drawn, as soon as it stands still. */
  async pixels(key) {
    const draw = () =>
      this.chart(key)
        .locator('canvas')
        .first()
        .evaluate((canvas) => canvas.toDataURL());
    let before;
    await expect
      .poll(async () => {
        const now = await draw();
        const still = now === before;
        before = now;
        return still;
      })
      .toBe(true);
    return before;
  }

  finding(words) {
    return this.findings.filter({ hasText: words }).first();
  }

  /** Findings that come while somebody looks stay folded: nothing is to move under their eyes. */
  async unfold() {
    const fold = this.frame.getByTestId('fold');
    await fold.waitFor({ timeout: 120_000 });
    if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
  }

  act(action, log = 0) {
    return this.logs.nth(log).getByTestId(`act-${action}`);
  }

  async section(name) {
    await this.frame.getByTestId(`section-${name}`).click();
  }
}
