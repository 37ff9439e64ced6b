// The real webview bundle in a real Chromium, with a host that only records and sends.
import type { Page } from 'playwright-core';
import type { HostMessage, WebviewMessage } from '../../extension/src/webview/previewMessages';
import { type Opening, startBrowser } from './browser';

export interface Harness {
  open(opening?: Opening): Promise<Panel>;
  close(): Promise<void>;
}

export class Panel {
  constructor(
    readonly page: Page,
    /** What the browser complained about: a violated policy, an exception. */
    readonly complaints: readonly string[],
  ) {}

  send(message: HostMessage): Promise<void> {
    return this.page.evaluate((data) => window.postMessage(data, '*'), message);
  }

  received(): Promise<WebviewMessage[]> {
    return this.page.evaluate(() => (globalThis as unknown as { received: WebviewMessage[] }).received);
  }

  async receivedLast<K extends WebviewMessage['kind']>(
    kind: K,
  ): Promise<Extract<WebviewMessage, { kind: K }>> {
    const found = (await this.received()).findLast((message) => message.kind === kind);
    if (found === undefined) {
      throw new Error(`the webview sent no ${kind}`);
    }
    return found as Extract<WebviewMessage, { kind: K }>;
  }
}

export async function startHarness(): Promise<Harness> {
  const browser = await startBrowser('chatTemplate');
  return {
    open: async (opening) => {
      const { page, complaints } = await browser.open({ theme: 'dark', width: 900, height: 640, ...opening });
      return new Panel(page, complaints);
    },
    close: () => browser.close(),
  };
}
