// A run panel in the browser that shows logs, as its host would have it show them.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { HealthHostMessage, HealthView, PanelLog } from '../../extension/src/webview/healthMessages';
import { type HealthHarness, type RunPanel, startHealthHarness } from './healthHarness';
import { view } from './panelLogs';

export const pictures = path.resolve(import.meta.dirname, '../../.cache/webview');

export interface Opening {
  readonly options?: Parameters<HealthHarness['open']>[0];
  readonly view?: Partial<HealthView>;
}

type Strings = Extract<HealthHostMessage, { kind: 'init' }>['strings'];

/** One browser for the tests of a file. */
export class Panels {
  private harness: HealthHarness | undefined;

  constructor(private readonly strings: () => Strings) {
    beforeAll(async () => {
      await mkdir(pictures, { recursive: true });
      this.harness = await startHealthHarness();
    });
    afterAll(() => this.harness?.close());
  }

  /** A panel that knows its words, and of no logs yet. */
  async begun(opening: Opening = {}): Promise<RunPanel> {
    if (this.harness === undefined) {
      throw new Error('the browser has not started');
    }
    const panel = await this.harness.open(opening.options);
    await panel.send({ kind: 'init', strings: this.strings(), view: view(opening.view) });
    return panel;
  }

  async opened(logs: readonly PanelLog[], opening: Opening = {}): Promise<RunPanel> {
    const panel = await this.begun(opening);
    await panel.send({ kind: 'logs', logs });
    await panel.page
      .getByTestId(logs.length === 0 ? 'empty' : 'log')
      .first()
      .waitFor();
    return panel;
  }
}
