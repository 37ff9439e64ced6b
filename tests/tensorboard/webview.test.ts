// The panel's real bundle in a real Chromium, around a page of another origin.
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type {
  NoticePage,
  TensorBoardHostMessage,
  TensorBoardWebviewMessage,
} from '../../extension/src/webview/tensorboardMessages';
import { type Harness, startHarness } from '../webview/harness';

vi.mock('vscode', () => ({ l10n: { t: (message: string) => message } }));
const { tensorBoardStrings } = await import('../../extension/src/webview/tensorboardStrings');

const pictures = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../.cache/webview');
const subject = { id: 'x', folders: ['file:///w/runs'], title: 'runs' };
let harness: Harness;
const servers: Server[] = [];
let origin: string;

beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  const charts = createServer((request, response) => {
    if (request.url?.startsWith('/never/')) {
      return;
    }
    response.setHeader('content-type', 'text/html');
    // It sends what looks like the host's.
    response.end(`<p>charts</p><script>parent.postMessage({ kind: 'show' }, '*')</script>`);
  });
  servers.push(charts);
  await new Promise<void>((resolve) => charts.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(charts.address() as AddressInfo).port}`;
  harness = await startHarness();
});
afterAll(async () => {
  await harness.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

interface Opened {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly send: (changes: Partial<TensorBoardHostMessage>) => Promise<void>;
  readonly received: () => Promise<TensorBoardWebviewMessage[]>;
}

/**
 * The harness serves the preview's page: this is the same one around the other bundle, with what this one may frame.
 * Served and not intercepted, because Chromium lets no intercepted page frame one on loopback.
 */
async function aroundHarness(address: string): Promise<string> {
  const server = createServer((request, response) => {
    void fetch(new URL(request.url ?? '/', address)).then(async (answer) => {
      const type = answer.headers.get('content-type') ?? '';
      const policy = answer.headers.get('content-security-policy');
      response.setHeader('content-type', type);
      if (policy !== null) {
        response.setHeader('content-security-policy', `${policy}; frame-src ${origin}`);
      }
      response.end(
        type === 'text/html'
          ? (await answer.text()).replaceAll('/chatTemplate.', '/tensorboard.')
          : Buffer.from(await answer.arrayBuffer()),
      );
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { search } = new URL(address);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/${search}`;
}

async function opened(options: Parameters<Harness['open']>[0] = {}): Promise<Opened> {
  const { page, complaints } = await harness.open(options);
  const around = await aroundHarness(page.url());
  await page.goto(around);
  const received = (): Promise<TensorBoardWebviewMessage[]> =>
    page.evaluate(() => (globalThis as unknown as { received: TensorBoardWebviewMessage[] }).received);
  await expect.poll(received).toContainEqual({ kind: 'ready' });
  const send = (changes: Partial<TensorBoardHostMessage>): Promise<void> => {
    const message: TensorBoardHostMessage = {
      kind: 'show',
      strings: tensorBoardStrings(),
      subject,
      page: { kind: 'frame', url: `${origin}/`, key: '1', note: '' },
      actions: ['browser', 'reload', 'stop'],
      explained: true,
      ...changes,
    };
    return page.evaluate((data) => window.postMessage(data, '*'), message);
  };
  return { page, complaints, send, received };
}

test('shows the page below one line, and hears nothing that the page says', async () => {
  const { page, complaints, send, received } = await opened();
  await send({});
  await page.frameLocator('iframe').getByText('charts').waitFor();
  expect(await page.getByTestId('explanation').textContent()).toContain('Thin line');
  expect(await page.locator('iframe').getAttribute('title')).toBe('TensorBoard of runs');
  expect(await page.evaluate(() => (globalThis as unknown as { kept: unknown }).kept)).toEqual(subject);
  const [bar, frame] = await Promise.all([
    page.locator('tensorboard-bar').boundingBox(),
    page.locator('iframe').boundingBox(),
  ]);
  expect(bar!.height).toBeLessThan(40);
  expect(frame!.height + bar!.height).toBeCloseTo(640, 0);
  await page.getByRole('button', { name: 'Open in Browser' }).press('Enter');
  expect((await received()).at(-1)).toEqual({ kind: 'act', action: 'browser' });
  await page.getByRole('button', { name: 'Hide this explanation' }).click();
  expect((await received()).at(-1)).toEqual({ kind: 'explain', explained: false });
  expect(complaints).toEqual([]);
});

test('the same page stays, another key is another page', async () => {
  const { page, send } = await opened();
  await send({});
  await page.frameLocator('iframe').getByText('charts').waitFor();
  const mark = (): Promise<string | undefined> =>
    page.locator('iframe').evaluate((frame) => (frame as HTMLElement).dataset.mark);
  await page.locator('iframe').evaluate((frame) => ((frame as HTMLElement).dataset.mark = 'kept'));
  await send({ explained: false });
  await page.getByTestId('explanation').waitFor({ state: 'detached' });
  expect(await mark()).toBe('kept');
  await send({ page: { kind: 'frame', url: `${origin}/`, key: '2', note: 'A folder is gone.' } });
  await page.getByTestId('note').waitFor();
  expect(await mark()).toBeUndefined();
});

test('a page that does not come is said, with a way out', async () => {
  const { page, send, received } = await opened();
  await send({ page: { kind: 'frame', url: `${origin}/never/`, key: '1', note: '' } });
  await page.getByTestId('silent').waitFor({ timeout: 15_000 });
  expect(await page.locator('iframe').isVisible()).toBe(true);
  await page.getByRole('button', { name: 'Open it in the browser' }).click();
  expect((await received()).at(-1)).toEqual({ kind: 'act', action: 'browser' });
});

const crashed: NoticePage = {
  kind: 'notice',
  state: 'crashed',
  headline: 'TensorBoard stopped unexpectedly',
  detail: 'Nothing of what was logged is lost.',
  lines: [
    'Traceback (most recent call last):',
    `  File "/a/very/long/path${'/to'.repeat(60)}", line 1`,
    'boom',
  ],
  actions: ['restart', 'log'],
};

test('a notice says what is the matter and offers the next step', async () => {
  const { page, complaints, send, received } = await opened();
  await send({ page: crashed, actions: [] });
  expect(await page.getByRole('status').getByRole('heading').textContent()).toContain('unexpectedly');
  expect(await page.getByTestId('lines').textContent()).toContain('boom');
  await page.getByTestId('notice-restart').click();
  expect((await received()).at(-1)).toEqual({ kind: 'act', action: 'restart' });
  await send({});
  await page.frameLocator('iframe').getByText('charts').waitFor();
  expect(complaints).toEqual([]);
});

test.each([
  ['frame', {}, 350, 'dark'],
  ['frame', {}, 700, 'light'],
  ['crashed', { page: crashed, actions: [] }, 350, 'light'],
] as const)('%s fits (%#)', async (name, changes, width, theme) => {
  const { page, send } = await opened({ width, theme, height: 500 });
  await send(changes);
  await page.locator(name === 'frame' ? 'iframe' : 'tensorboard-notice').waitFor();
  await page.evaluate(() => document.fonts.ready);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await page.screenshot({ path: path.join(pictures, `tensorboard-${name}-${width}-${theme}.png`) });
});
