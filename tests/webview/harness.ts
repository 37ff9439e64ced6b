// The real webview bundle in a real Chromium, with a host that only records and sends.
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { HostMessage, WebviewMessage } from '../../extension/src/webview/previewMessages';
import { launchBrowser } from '../../scripts/editor/browser.mjs';
import { type Theme, themes } from './themes';

const dist = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../dist/webview');
const NONCE = 'test';

export interface Harness {
  open(options?: { theme?: Theme; width?: number; height?: number }): Promise<Panel>;
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
  const server = await serve();
  const { port } = server.address() as AddressInfo;
  const browser: Browser = await launchBrowser();
  return {
    open: async ({ theme = 'dark', width = 900, height = 640 } = {}) => {
      const page = await browser.newPage({ viewport: { width, height } });
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') {
          complaints.push(message.text());
        }
      });
      await page.goto(`http://127.0.0.1:${port}/?theme=${theme}`);
      return new Panel(page, complaints);
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
  <link rel="stylesheet" nonce="${NONCE}" href="/chatTemplate.css">
  <script nonce="${NONCE}">
    globalThis.received = [];
    globalThis.acquireVsCodeApi = () => ({
      postMessage: (message) => received.push(message),
      setState: (state) => { globalThis.state = state; },
    });
  </script></head>
  <body class="vscode-${theme}"><script type="module" nonce="${NONCE}" src="/chatTemplate.js"></script></body></html>`;
}
