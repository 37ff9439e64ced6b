// The panels' real bundle in a real Chromium, with a host that only records and sends.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type {
  CacheHostMessage,
  CachePage,
  CacheWebviewMessage,
  OutcomePage,
  PlanPage,
  VerificationPage,
} from '../../extension/src/webview/cacheMessages';
import { type Harness, startHarness } from '../webview/harness';

vi.mock('vscode', () => ({ l10n: { t: (message: string) => message } }));
const { cacheStrings } = await import('../../extension/src/webview/cacheStrings');

const pictures = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../.cache/webview');
let harness: Harness;

beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  harness = await startHarness();
});
afterAll(() => harness.close());

interface Opened {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly send: (shown: CachePage) => Promise<void>;
  readonly received: () => Promise<CacheWebviewMessage[]>;
}

async function opened(shown: CachePage, options: Parameters<Harness['open']>[0] = {}): Promise<Opened> {
  const { page, complaints } = await harness.open(options);
  // The harness serves the preview's page: the same one around the other bundle.
  await page.route(/\?theme=/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll('/chatTemplate.', '/cache.') });
  });
  await page.reload();
  const send = (next: CachePage): Promise<void> => {
    const message: CacheHostMessage = { kind: 'show', strings: cacheStrings(), page: next };
    return page.evaluate((data) => window.postMessage(data, '*'), message);
  };
  const received = (): Promise<CacheWebviewMessage[]> =>
    page.evaluate(() => (globalThis as unknown as { received: CacheWebviewMessage[] }).received);
  await expect.poll(received).toContainEqual({ kind: 'ready' });
  await send(shown);
  await page.getByTestId('summary').waitFor();
  return { page, complaints, send, received };
}

const plan: PlanPage = {
  kind: 'plan',
  summary: 'Deletes 1 repository, 2 revisions, frees 4.2 GB',
  items: [
    {
      key: 'a',
      label: 'Qwen/Qwen3-0.6B',
      detail: '2 revisions',
      size: '1.5 GB',
      refs: ['main'],
      included: true,
    },
    {
      key: 'b',
      label: 'Qwen/Qwen3-4B · 9f2b01a',
      detail: 'detached',
      size: '2.7 GB',
      refs: [],
      included: true,
    },
    {
      key: 'c',
      label: 'org/a-very-long-name-of-a-fine-tuned-model-v2',
      detail: '',
      size: '0 B',
      refs: [],
      included: false,
    },
  ],
  mentioned: [
    {
      uri: 'file:///w/train.py',
      path: 'training/train.py',
      mentions: [
        {
          line: 11,
          character: 8,
          text: 'model = AutoModel.from_pretrained("Qwen/Qwen3-4B", revision="9f2b01a8d4f3c2b1a0")',
          repoId: 'Qwen/Qwen3-4B',
          pinned: '9f2b01a',
        },
      ],
    },
    {
      uri: 'file:///w/README.md',
      path: 'README.md',
      mentions: [
        { line: 2, character: 0, text: 'Uses Qwen/Qwen3-0.6B.', repoId: 'Qwen/Qwen3-0.6B', pinned: null },
      ],
    },
  ],
  uses: [{ path: 'model.safetensors', process: 'python (4242)' }],
  problems: ['org/locked: permission denied.'],
  busy: false,
  deletable: true,
};

describe('the plan', () => {
  test('says what goes, what breaks and what is in use', async () => {
    const { page, complaints } = await opened(plan);
    expect(await page.getByTestId('summary').textContent()).toBe(plan.summary);
    expect(await page.getByTestId('item').count()).toBe(3);
    expect(await page.getByTestId('refs').textContent()).toContain('main');
    expect(await page.getByTestId('mentions-pinned').textContent()).toContain('breaks: pins 9f2b01a');
    expect(await page.getByTestId('mentions').textContent()).toContain('Uses Qwen/Qwen3-0.6B.');
    expect(await page.getByTestId('pinned').count()).toBe(1);
    expect(await page.getByTestId('uses').textContent()).toContain('python (4242)');
    expect(await page.getByTestId('problems').textContent()).toContain('permission denied');
    expect(complaints).toEqual([]);
  });

  test('lets things be taken out and put back by name', async () => {
    const { page, received } = await opened(plan);
    await page.getByRole('checkbox', { name: 'Qwen/Qwen3-0.6B' }).press('Space');
    expect((await received()).at(-1)).toEqual({ kind: 'include', keys: ['a'], included: false });
    await page.getByTestId('all').click();
    expect((await received()).at(-1)).toEqual({ kind: 'include', keys: ['a', 'b', 'c'], included: true });
  });

  test('opens a place that names it', async () => {
    const { page, received } = await opened(plan);
    await page.getByRole('button', { name: /training\/train.py/ }).click();
    expect((await received()).at(-1)).toEqual({
      kind: 'open',
      uri: 'file:///w/train.py',
      line: 11,
      character: 8,
    });
  });

  test('deletes only what is planned, and only when nothing runs', async () => {
    const { page, send, received } = await opened(plan);
    await page.getByTestId('delete').click();
    expect((await received()).at(-1)).toEqual({ kind: 'delete' });
    await send({ ...plan, busy: true });
    const disabled = page.locator('[data-testid=delete][disabled]');
    await disabled.waitFor();
    await send({ ...plan, deletable: false });
    await expect.poll(() => page.getByTestId('summary').getAttribute('data-busy')).toBe('false');
    expect(await disabled.count()).toBe(1);
    await page.getByTestId('cancel').click();
    expect((await received()).at(-1)).toEqual({ kind: 'close' });
  });

  test('says when nothing names it', async () => {
    const { page } = await opened({ ...plan, mentioned: [], uses: [], problems: [] });
    await page.getByTestId('not-mentioned').waitFor();
    expect(await page.getByTestId('mentions').count()).toBe(0);
  });
});

const outcomes: OutcomePage = {
  kind: 'outcomes',
  summary: 'Freed 1.5 GB. 1 of 2 could not be deleted.',
  outcomes: [
    { label: 'Qwen/Qwen3-0.6B', size: '1.5 GB', problem: '' },
    { label: 'org/locked', size: '', problem: 'Permission denied.' },
  ],
  retry: true,
  busy: false,
};

test('what failed stands first, and can be tried again', async () => {
  const { page, received, complaints } = await opened(outcomes);
  expect(await page.getByTestId('outcomes').locator('li').first().textContent()).toContain(
    'Permission denied.',
  );
  expect(await page.getByTestId('done').count()).toBe(1);
  await page.getByTestId('retry').click();
  expect((await received()).at(-1)).toEqual({ kind: 'retry' });
  expect(complaints).toEqual([]);
});

const verification: VerificationPage = {
  kind: 'verification',
  summary: 'Verified 12 files of 1 revision. Different from the Hub: 2 files.',
  faults: [
    {
      repository: 'Qwen/Qwen3-0.6B · c1899de',
      file: 'model.safetensors',
      kind: 'mismatch',
      detail: 'sha256 differs',
    },
    { repository: 'Qwen/Qwen3-0.6B · c1899de', file: 'notes.txt', kind: 'extra', detail: '' },
  ],
  notFetched: [
    { repository: 'Qwen/Qwen3-0.6B · c1899de', files: ['tf_model.h5', 'onnx/model.onnx'] },
    { repository: 'Qwen/Qwen3-4B · 9f2b01a', files: ['model.gguf'] },
  ],
  problems: [{ label: 'org/gated', size: '', problem: 'Sign in to verify this.' }],
  repairable: 1,
  busy: false,
};

test('a verification names each fault and offers the repair', async () => {
  const { page, received, complaints } = await opened(verification);
  expect(await page.locator('[data-kind=mismatch]').textContent()).toContain('changed');
  expect(await page.getByTestId('not-verified').textContent()).toContain('Sign in');
  expect(await page.getByTestId('repair').textContent()).toContain('Repair 1 File');
  await page.getByTestId('repair').click();
  expect((await received()).at(-1)).toEqual({ kind: 'repair' });
  expect(complaints).toEqual([]);
});

test('what was never downloaded is folded away, with a button of its own', async () => {
  const whole: VerificationPage = { ...verification, faults: [], problems: [], repairable: 0 };
  const { page, received, complaints } = await opened(whole);
  const details = page.getByTestId('not-fetched');
  expect(await details.locator('summary').textContent()).toBe('Not downloaded: 3 files');
  expect(await page.getByText('tf_model.h5').isVisible()).toBe(false);
  await details.locator('summary').click();
  expect(await page.getByText('tf_model.h5').isVisible()).toBe(true);
  expect(await page.getByTestId('repair').count()).toBe(0);
  await page.getByTestId('fetch').click();
  expect((await received()).at(-1)).toEqual({ kind: 'fetch' });
  expect(complaints).toEqual([]);
});

test.each([
  ['plan', plan, 350, 'dark'],
  ['plan', plan, 700, 'light'],
  ['outcomes', outcomes, 350, 'light'],
  ['verification', verification, 350, 'dark'],
] as const)('%s fits (%#)', async (name, shown, width, theme) => {
  const { page } = await opened(shown, { width, theme, height: 620 });
  await page.evaluate(() => document.fonts.ready);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await page.screenshot({ path: path.join(pictures, `cache-${name}-${width}-${theme}.png`) });
});
