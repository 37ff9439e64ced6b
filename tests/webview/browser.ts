// The real bundle of a webview in a real Chromium, with a host that only records and sends.
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/editor/browser.mjs';
import { type Theme, themes } from './themes';

const dist = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../dist/webview');
const NONCE = 'test';

export type Bundle = 'chatTemplate' | 'health';

export interface Opening {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
}

export interface Opened {
  readonly page: Page;
  /** What the browser complained about: a violated policy, an exception. */
  readonly complaints: readonly string[];
}

export interface WebviewBrowser {
  open(opening: Required<Opening>): Promise<Opened>;
  close(): Promise<void>;
}

/** The page keeps in `received` what its script posts, and in `kept` what is to survive a reload. */
export async function startBrowser(bundle: Bundle): Promise<WebviewBrowser> {
  const server = await serve(bundle);
  const { port } = server.address() as AddressInfo;
  const browser = await launchBrowser();
  return {
    open: async ({ theme, width, height }) => {
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
      return { page, complaints };
    },
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}

async function serve(bundle: Bundle): Promise<Server> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/') {
      response.setHeader('content-type', 'text/html');
      response.setHeader('content-security-policy', policy());
      response.end(page(bundle, url.searchParams.get('theme') as Theme));
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

function page(bundle: Bundle, theme: Theme): string {
  return `<!DOCTYPE html><html lang="en"><head>
  <meta charset="utf-8">
  <style nonce="${NONCE}">:root { ${themes[theme]} }</style>
  <link rel="stylesheet" nonce="${NONCE}" href="/codicon.css" id="vscode-codicon-stylesheet">
  <link rel="stylesheet" nonce="${NONCE}" href="/${bundle}.css">
  <script nonce="${NONCE}">
    globalThis.received = [];
    globalThis.acquireVsCodeApi = () => ({
      postMessage: (message) => received.push(message),
      setState: (state) => { globalThis.kept = state; },
    });
  </script></head>
  <body class="vscode-${theme}"><script type="module" nonce="${NONCE}" src="/${bundle}.js"></script></body></html>`;
}
