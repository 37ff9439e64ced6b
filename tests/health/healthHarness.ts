// The real bundle of the run panel in a real Chromium, with a host that only records and sends.
import type { Page } from 'playwright-core';
import type {
  HealthHostMessage,
  HealthSubject,
  HealthWebviewMessage,
} from '../../extension/src/webview/healthMessages';
import { type Opening, startBrowser } from '../webview/browser';

export interface HealthHarness {
  open(opening?: Opening): Promise<RunPanel>;
  close(): Promise<void>;
}

/** What the page's own script keeps for the test. */
interface Recorded {
  readonly received: HealthWebviewMessage[];
  readonly kept: HealthSubject | undefined;
}

export class RunPanel {
  constructor(
    readonly page: Page,
    /** What the browser complained about: a violated policy, an exception. */
    readonly complaints: readonly string[],
  ) {}

  /** Buffers arrive as buffers: numbers cross into the browser as plain lists. */
  send(message: HealthHostMessage): Promise<void> {
    if (message.kind !== 'points') {
      return this.page.evaluate((data) => window.postMessage(data, '*'), message);
    }
    const { places, values, ...rest } = message;
    return this.page.evaluate(
      ({ rest, places, values }) => {
        const data = {
          ...rest,
          places: Float64Array.from(places, Number).buffer,
          values: Float32Array.from(values, Number).buffer,
        };
        window.postMessage(data, '*');
      },
      {
        rest,
        // As text: JSON has no NaN.
        places: [...new Float64Array(places)].map(String),
        values: [...new Float32Array(values)].map(String),
      },
    );
  }

  received(): Promise<HealthWebviewMessage[]> {
    return this.page.evaluate(() => (globalThis as unknown as Recorded).received);
  }

  async receivedAll<K extends HealthWebviewMessage['kind']>(
    kind: K,
  ): Promise<Extract<HealthWebviewMessage, { kind: K }>[]> {
    const all = await this.received();
    return all.filter((message) => message.kind === kind) as Extract<HealthWebviewMessage, { kind: K }>[];
  }

  async receivedLast<K extends HealthWebviewMessage['kind']>(
    kind: K,
  ): Promise<Extract<HealthWebviewMessage, { kind: K }> | undefined> {
    return (await this.receivedAll(kind)).at(-1);
  }

  /** What a reload of the window would give back. */
  kept(): Promise<HealthSubject | undefined> {
    return this.page.evaluate(() => (globalThis as unknown as Recorded).kept);
  }
}

export async function startHealthHarness(): Promise<HealthHarness> {
  const browser = await startBrowser('health');
  return {
    open: async (opening) => {
      const { page, complaints } = await browser.open({
        theme: 'dark',
        width: 1000,
        height: 800,
        ...opening,
      });
      return new RunPanel(page, complaints);
    },
    close: () => browser.close(),
  };
}
