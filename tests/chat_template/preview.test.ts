import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { PreviewSnapshot } from '../../extension/src/webview/previewMessages';
import { type Harness, type Panel, startHarness } from '../webview/harness';
import { chatml, snapshot, tokenize } from './snapshot';

vi.mock('vscode', () => ({ l10n: { t: (message: string) => message } }));
const { previewStrings } = await import('../../extension/src/webview/previewStrings');

const pictures = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../.cache/webview');
let harness: Harness;

beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  harness = await startHarness();
});
afterAll(() => harness.close());

async function opened(
  changes: Partial<PreviewSnapshot> = {},
  options: Parameters<Harness['open']>[0] = {},
): Promise<Panel> {
  const panel = await harness.open(options);
  await panel.send({ kind: 'init', strings: previewStrings(), snapshot: { ...snapshot(), ...changes } });
  await panel.page.getByTestId('token-total').waitFor();
  return panel;
}

describe('the output', () => {
  test('is exactly the rendered text', async () => {
    const { page, complaints } = await opened();
    expect(await page.getByTestId('rendered-text').textContent()).toBe(snapshot().rendered?.text);
    expect(complaints).toEqual([]);
  });

  test('shows whitespace on demand', async () => {
    const panel = await opened({ view: { mode: 'text', whitespace: true, rawJson: false } });
    const text = await panel.page.getByTestId('rendered-text').textContent();
    expect(text).toContain('this?··And·two·spaces?');
    expect(text).toContain('Yes:↵\n↵\n→\t-·one');
  });

  test('changes only where the text changed', async () => {
    const panel = await opened();
    const first = panel.page.getByTestId('rendered-text').locator('.section').first();
    await first.evaluate((element) => element.setAttribute('data-kept', 'yes'));
    const text = (snapshot().rendered?.text ?? '').replace('Thanks!', 'Thanks a lot!');
    await panel.send({
      kind: 'changed',
      changes: { rendered: { ...snapshot().rendered!, sequence: 2, text } },
    });
    await expect.poll(() => panel.page.getByTestId('rendered-text').textContent()).toBe(text);
    expect(await first.getAttribute('data-kept')).toBe('yes');
  });

  test('shows tokens as chips with their ids', async () => {
    const panel = await opened({ view: { mode: 'tokens', whitespace: false, rawJson: false } });
    const chips = panel.page.getByTestId('token');
    expect(await chips.first().getAttribute('data-id')).toBe('151643');
    expect(await chips.first().getAttribute('title')).toContain('system #1');
    expect(await chips.count()).toBe(snapshot().tokens?.ids?.length);
  });

  test('stays usable with fifty thousand tokens', async () => {
    const { text, spans } = chatml([{ role: 'user', content: 'lorem ipsum '.repeat(25_000) }]);
    const panel = await opened({
      view: { mode: 'tokens', whitespace: false, rawJson: false },
      rendered: { ...snapshot().rendered!, text },
      tokens: { ...tokenize(text, spans, 1), spans },
    });
    expect(await panel.page.getByTestId('token').count()).toBeLessThan(5000);
    await panel.page.getByTestId('token').last().scrollIntoViewIfNeeded();
    await expect.poll(() => panel.page.getByTestId('token').count()).toBeGreaterThan(600);
  });

  test('stays, with a problem beside it', async () => {
    const panel = await opened();
    await panel.send({
      kind: 'changed',
      changes: {
        problem: {
          reason: 'template-syntax',
          message: "Encountered unknown tag 'endfo'.",
          advice: 'Correct the tag in the template.',
          uri: 'file:///a',
          line: 11,
        },
      },
    });
    const problem = panel.page.getByTestId('problem');
    await problem.waitFor();
    expect(await problem.getAttribute('data-reason')).toBe('template-syntax');
    expect(await panel.page.getByTestId('rendered-text').textContent()).toBe(snapshot().rendered?.text);
    await panel.page.getByTestId('problem-place').click();
    expect(await panel.receivedLast('goToProblem')).toEqual({ kind: 'goToProblem' });
  });
});

test('boundaries inside a line are marked without breaking it', async () => {
  const text = '<s>[INST] Hi [/INST] Hello!</s>[INST] Bye [/INST]';
  const span = (start: number, end: number, message: number, role: string) =>
    ({ start, end, part: 'message', message, role, tokens: 4 }) as const;
  const spans = [span(3, 20, 0, 'user'), span(20, 31, 1, 'assistant'), span(31, text.length, 2, 'user')];
  const changes = {
    rendered: { ...snapshot().rendered!, text },
    tokens: { ...tokenize(text, spans, 1), spans },
  };
  const panel = await opened(changes, { width: 1400 });
  const shown = panel.page.getByTestId('rendered-text');
  expect(await shown.textContent()).toBe(text);
  const lines = await shown.evaluate((element) => element.getBoundingClientRect().height);
  expect(lines).toBeLessThan(30);
  await panel.page.screenshot({ path: path.join(pictures, 'inline.png') });
});

describe('the conversation', () => {
  test('is sent with every edit', async () => {
    const panel = await opened();
    await panel.page.getByTestId('message-1-content').fill('Hi');
    const { conversation } = await panel.receivedLast('conversation');
    expect(conversation.messages).toMatchObject([{}, { role: 'user', content: 'Hi' }, {}, {}]);
  });

  test('takes a removal back', async () => {
    const panel = await opened();
    await panel.page.getByRole('button', { name: 'Remove message 2' }).click();
    expect((await panel.receivedLast('conversation')).conversation.messages).toHaveLength(3);
    await panel.page.getByTestId('undo').click();
    expect((await panel.receivedLast('conversation')).conversation.messages).toEqual(
      snapshot().conversation.messages,
    );
  });

  test('keeps the last valid value while its JSON is broken', async () => {
    const panel = await opened({ view: { mode: 'text', whitespace: false, rawJson: true } });
    const field = panel.page.getByTestId('conversation-json');
    await field.fill('[{"role": "user", "content": "a"}]');
    await field.fill('[{"role": "user"');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect((await panel.receivedLast('conversation')).conversation.messages).toEqual([
      { role: 'user', content: 'a' },
    ]);
  });

  test('passes a variable only once it was touched', async () => {
    const panel = await opened();
    await panel.page.getByTestId('variable-enable_thinking').click();
    expect((await panel.receivedLast('conversation')).conversation.variables).toEqual({
      enable_thinking: false,
    });
    await panel.page.getByTestId('variable-reasoning_effort').fill('low');
    expect((await panel.receivedLast('conversation')).conversation.variables).toEqual({
      enable_thinking: false,
      reasoning_effort: 'low',
    });
  });

  test('never asks for a generation prompt and a continuation at once', async () => {
    const panel = await opened();
    await panel.page.getByTestId('continue-final').click();
    const { conversation } = await panel.receivedLast('conversation');
    expect(conversation).toMatchObject({ continueFinalMessage: true, addGenerationPrompt: false });
  });
});

describe('the layout', () => {
  for (const theme of ['dark', 'light'] as const) {
    for (const width of [250, 350, 900]) {
      test(`fits ${width} pixels, ${theme}`, async () => {
        const { page } = await opened({}, { theme, width, height: 700 });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow).toBeLessThanOrEqual(0);
        await page.getByTestId('ladder').click();
        await page.screenshot({ path: path.join(pictures, `text-${theme}-${width}.png`) });
        await page.getByTestId('ladder').click();
        await page.getByTestId('view-tokens').click();
        await page.getByTestId('token').nth(12).click();
        await page.screenshot({ path: path.join(pictures, `tokens-${theme}-${width}.png`) });
      });
    }
  }

  test('is reached by keyboard', async () => {
    const { page } = await opened();
    await page.getByTestId('view-text').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByTestId('view-tokens').getAttribute('aria-checked')).toBe('true');
    await page.getByRole('listbox').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('status').last().textContent()).toContain('151643');
  });
});
