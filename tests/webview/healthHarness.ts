// The real bundle of the run panel in a real Chromium, with a host that only records and sends.
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type {
  HealthHostMessage,
  HealthSubject,
  HealthWebviewMessage,
} from '../../extension/src/webview/healthMessages';
import { launchBrowser } from '../../scripts/editor/browser.mjs';
import { type Theme, themes } from './themes';

const dist = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../dist/webview');
const NONCE = 'test';

export interface HealthHarness {
  open(options?: { theme?: Theme; width?: number; height?: number }): Promise<RunPanel>;
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
  const server = await serve();
  const { port } = server.address() as AddressInfo;
  const browser: Browser = await launchBrowser();
  return {
    open: async ({ theme = 'dark', width = 1000, height = 800 } = {}) => {
      const page = await browser.newPage({ viewport: { width, height } });
      // Sooner than the test gives up: then it says what it waits for.
      page.setDefaultTimeout(15_000);
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') {
          complaints.push(message.text());
        }
      });
      await page.goto(`http://127.0.0.1:${port}/?theme=${theme}`);
      return new RunPanel(page, complaints);
    },
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}

async function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/') {
      response.setHeader('content-type', 'text/html');
      response.setHeader('content-security-policy', policy());
      response.end(page(url.searchParams.get('theme') as Theme));
      return;
    }
    readFile(path.join(dist, path.basename(url.pathname))).then(
      (content) => {
        response.setHeader('content-type', types[path.extname(url.pathname)] ?? 'application/octet-stream');
        response.end(content);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

/** The same as extension/src/webview/page.ts. */
function policy(): string {
  return `default-src 'none'; script-src 'nonce-${NONCE}'; style-src 'self' 'nonce-${NONCE}'; font-src 'self'`;
}

function page(theme: Theme): string {
  return `<!DOCTYPE html><html lang="en"><head>
  <meta charset="utf-8">
  <style nonce="${NONCE}">:root { ${themes[theme]} }</style>
  <link rel="stylesheet" nonce="${NONCE}" href="/codicon.css" id="vscode-codicon-stylesheet">
  <link rel="stylesheet" nonce="${NONCE}" href="/health.css">
  <script nonce="${NONCE}">
    globalThis.received = [];
    globalThis.acquireVsCodeApi = () => ({
      postMessage: (message) => received.push(message),
      setState: (state) => { globalThis.kept = state; },
    });
  </script></head>
  <body class="vscode-${theme}"><script type="module" nonce="${NONCE}" src="/health.js"></script></body></html>`;
}
