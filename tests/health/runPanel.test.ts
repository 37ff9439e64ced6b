import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { HealthView, PanelOutput } from '../../extension/src/webview/healthMessages';
import type { RunPanel } from './healthHarness';
import { Panels, pictures } from './openedPanels';
import { finding, FINE, fineLog, HINT, panelLog, SICK, view } from './panelLogs';
import { type Theme, themes } from '../webview/themes';

/** Of the Japanese bundle, where a test is about those. */
const language: { words: Record<string, string> } = vi.hoisted(() => ({ words: {} }));
vi.mock('vscode', () => ({ l10n: { t: (message: string) => language.words[message] ?? message } }));
const { healthStrings } = await import('../../extension/src/webview/healthStrings');
const panels = new Panels(healthStrings);

describe('the header', () => {
  test('has a row for each log, with its state in words and what can be done', async () => {
    const panel = await panels.opened([panelLog(), fineLog()]);
    const rows = panel.page.getByTestId('log');
    expect(await rows.getByTestId('name').allTextContents()).toEqual(['sick', 'a tenth of the rate']);
    expect(await rows.getByTestId('status').allTextContents()).toEqual([
      'running · 16 % · loss 1.1246 · GPU 0',
      'succeeded · 2 hours ago',
    ]);
    await rows.first().getByRole('button', { name: 'Stop' }).click();
    expect(await panel.receivedLast('act')).toEqual({ kind: 'act', log: SICK, action: 'stop' });
    await rows.last().getByRole('button', { name: 'Remove from this panel' }).click();
    expect(await panel.receivedLast('act')).toEqual({ kind: 'act', log: FINE, action: 'remove' });
    expect(panel.complaints).toEqual([]);
  });

  test('puts the actions that have no room into a menu the keyboard reaches', async () => {
    const panel = await panels.opened([panelLog()], { options: { width: 350 } });
    const row = panel.page.getByTestId('log');
    const menu = row.getByRole('button', { name: 'More actions for sick' });
    await menu.focus();
    await panel.page.keyboard.press('Enter');
    const last = row.getByRole('menuitem', { name: 'Reveal the Folder' });
    await last.waitFor();
    await panel.page.keyboard.press('ArrowUp');
    await panel.page.keyboard.press('Enter');
    expect(await panel.receivedLast('act')).toEqual({ kind: 'act', log: SICK, action: 'revealFolder' });
    expect(await menu.evaluate((button) => button.matches(':focus'))).toBe(true);
  });

  test('has no bar to scroll sideways at 350 pixels', async () => {
    const panel = await panels.opened([panelLog({}, { findings: [finding()] }), fineLog()], {
      options: { width: 350 },
    });
    await panel.page.getByTestId('finding').first().waitFor();
    const main = panel.page.locator('main');
    expect(await main.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  });

  test('says while it reads how far it is, and what could not be read', async () => {
    const [run] = panelLog().state!.runs;
    const panel = await panels.opened([
      panelLog({}, { reading: true, runs: [{ ...run!, rows: 12_345 }] }),
      fineLog({ state: undefined, problem: 'The file is not there any more. Choose another one.' }),
    ]);
    await expect.poll(() => panel.page.getByTestId('progress').textContent()).toContain('12,345 rows so far');
    expect(await panel.page.getByRole('alert').textContent()).toContain('Choose another one.');
  });

  test('adds logs and exports rows', async () => {
    const panel = await panels.opened([panelLog()]);
    await panel.page.getByRole('button', { name: 'Add Run…' }).click();
    expect(await panel.receivedLast('addLogs')).toBeDefined();
    await panel.page.getByRole('button', { name: 'Export' }).click();
    await panel.page.getByRole('menuitem', { name: /CSV/ }).click();
    expect(await panel.receivedLast('exportCsv')).toBeDefined();
  });

  test('asks what kind of training a log is of, where the log does not say', async () => {
    const known = await panels.opened([panelLog()]);
    expect(await known.page.getByTestId('method').count()).toBe(0);
    const panel = await panels.opened([panelLog({}, { method: '', classes: 0 })]);
    await panel.page.getByLabel('What kind of training is this?').selectOption('lora');
    expect(await panel.receivedLast('about')).toEqual({
      kind: 'about',
      log: SICK,
      method: 'lora',
      classes: 0,
    });
    await panel.page.getByLabel('Classes').fill('3');
    await panel.page.getByLabel('Classes').blur();
    expect((await panel.receivedLast('about'))?.classes).toBe(3);
  });

  test('can be built again after a reload of the window', async () => {
    const panel = await panels.opened([panelLog(), fineLog()]);
    await panel.page.getByRole('tab', { name: 'Arguments' }).click();
    await expect
      .poll(() => panel.kept())
      .toEqual({
        logs: [panelLog().subject, fineLog().subject],
        view: view({ section: 'arguments' }),
      });
  });
});

describe('the charts', () => {
  test('are asked for again along another axis', async () => {
    const panel = await panels.opened([panelLog()]);
    await expect.poll(async () => (await panel.receivedLast('curves'))?.curves.length).toBe(2);
    expect((await panel.receivedLast('curves'))?.axis).toBe('step');
    await panel.page.getByTestId('axis').selectOption('epoch');
    await expect.poll(async () => (await panel.receivedLast('curves'))?.axis).toBe('epoch');
    expect((await panel.receivedLast('curves'))?.curves).toContainEqual({
      log: SICK,
      run: '',
      metric: 'loss',
    });
    expect((await panel.kept())?.view.axis).toBe('epoch');
  });

  test('are exported as a picture', async () => {
    const panel = await panels.opened([panelLog()]);
    for (const metric of ['loss', 'learning_rate']) {
      await panel.send({
        kind: 'points',
        curve: { log: SICK, run: '', metric },
        axis: 'step',
        generation: 1,
        after: 0,
        places: Float64Array.of(20, 30, 40).buffer,
        values: Float32Array.of(0.7, 0.8, 0.9).buffer,
        more: false,
      });
    }
    await panel.page.getByRole('button', { name: 'Export' }).click();
    await panel.page.getByRole('menuitem', { name: /PNG/ }).click();
    const signature = (): Promise<string> =>
      panel.page.evaluate(() => {
        const { received } = globalThis as unknown as { received: { kind: string; png: ArrayBuffer }[] };
        const sent = received.find(({ kind }) => kind === 'exportPng');
        return sent === undefined ? '' : String.fromCharCode(...new Uint8Array(sent.png, 1, 3));
      });
    await expect.poll(signature, { timeout: 8000 }).toBe('PNG');
    expect(panel.complaints).toEqual([]);
  });

  test('and the findings lead to each other', async () => {
    const panel = await panels.opened([panelLog({}, { findings: [HINT, finding()] })], {
      options: { width: 600 },
    });
    await panel.page.getByTestId('steps').first().click();
    const chart = panel.page.locator('run-chart[data-key="loss"]');
    await expect
      .poll(() => chart.evaluate((element) => element.getBoundingClientRect().top < window.innerHeight))
      .toBe(true);
    await panel.page.locator('run-charts').evaluate(
      (charts, detail) => {
        charts.dispatchEvent(new CustomEvent('finding', { detail }));
      },
      { log: SICK, run: '', rule: HINT.rule },
    );
    const card = panel.page.getByTestId('finding').filter({ hasText: HINT.message });
    await expect.poll(() => card.evaluate((element) => element.matches(':focus'))).toBe(true);
  });
});

describe('the other sections', () => {
  test('are reached by the keyboard, and the host remembers which', async () => {
    const panel = await panels.opened([panelLog()]);
    await panel.page.getByRole('tab', { name: 'Log' }).focus();
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.getByTestId('no-checkpoints').waitFor();
    expect((await panel.receivedLast('view'))?.view.section).toBe('checkpoints');
    await panel.page.keyboard.press('End');
    await panel.page.getByTestId('arguments').waitFor();
    const selected = panel.page.getByRole('tab', { selected: true });
    expect(await selected.textContent()).toContain('Arguments');
    expect(await selected.evaluate((tab) => tab.matches(':focus'))).toBe(true);
  });

  test('list checkpoints and open them', async () => {
    const output: PanelOutput = {
      uri: `${SICK}/checkpoint-100`,
      kind: 'checkpoint',
      label: 'checkpoint-100',
      detail: '1.3 GB · 2 minutes ago',
      step: 100,
    };
    const panel = await panels.opened([panelLog({ outputs: [output] })], {
      view: { section: 'checkpoints' },
    });
    const row = panel.page.getByTestId('output');
    expect(await row.textContent()).toContain('1.3 GB · 2 minutes ago');
    await row.getByRole('button', { name: 'checkpoint-100' }).click();
    expect(await panel.receivedLast('openOutput')).toEqual({
      kind: 'openOutput',
      log: SICK,
      uri: output.uri,
    });
  });

  test('show in which arguments logs differ, and what a finding is about', async () => {
    const panel = await panels.opened([panelLog({}, { findings: [finding()] }), fineLog()], {
      view: { section: 'arguments' },
    });
    const rows = panel.page.getByTestId('argument');
    const names = (): Promise<string[]> =>
      rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-name') ?? ''));
    expect(await names()).toEqual(['learning_rate', 'output_dir']);
    expect(await rows.first().getByRole('cell').allTextContents()).toEqual([
      expect.stringMatching(/0\.0002\s+A finding suggests 2e-5/),
      expect.stringMatching(/2e-05/),
    ]);
    await panel.page.getByRole('button', { name: 'Show all 4' }).click();
    expect(await names()).toEqual(['learning_rate', 'output_dir', 'num_train_epochs', 'warmup_ratio']);
  });

  test('show all arguments of one log, or say that none are known', async () => {
    const panel = await panels.opened([panelLog()], { view: { section: 'arguments' } });
    expect(await panel.page.getByTestId('argument').count()).toBe(4);
    await panel.send({ kind: 'logs', logs: [panelLog({}, { arguments: {} })] });
    await panel.page.getByTestId('no-arguments').waitFor();
  });
});

describe('the panel', () => {
  const sections: readonly HealthView['section'][] = ['log', 'checkpoints', 'arguments'];
  for (const [index, theme] of (Object.keys(themes) as Theme[]).entries()) {
    for (const width of [350, 700, 1100]) {
      test(`fits into ${width} pixels, ${theme}`, async () => {
        await looksRight(theme, width, sections[index] ?? 'log', `run-${theme}-${width}.png`);
      });
    }
  }

  test('fits into 350 pixels in Japanese', async () => {
    const bundle = await readFile(
      path.resolve(import.meta.dirname, '../../l10n/bundle.l10n.ja.json'),
      'utf8',
    );
    language.words = JSON.parse(bundle) as Record<string, string>;
    try {
      const panel = await looksRight('light', 350, 'checkpoints', 'run-japanese-350.png');
      expect(await panel.page.getByTestId('fold').textContent()).toContain('所見');
    } finally {
      language.words = {};
    }
  });
});

/** Nothing but tables and lines goes beyond the page, and the browser has nothing to complain about. */
async function looksRight(
  theme: Theme,
  width: number,
  section: HealthView['section'],
  picture: string,
): Promise<RunPanel> {
  const sick = panelLog(
    {},
    { findings: [finding(), HINT], notes: ['2 lines could not be read and were left out.'], method: '' },
  );
  const panel = await panels.opened([sick, fineLog()], { options: { theme, width }, view: { section } });
  await panel.page.getByTestId('finding').first().waitFor();
  const beyond = await panel.page.evaluate(() => {
    const panel = document.querySelector('run-panel');
    const wide = [...(panel?.shadowRoot?.querySelectorAll('run-header, main, main > *') ?? [])];
    return wide.filter((each) => each.scrollWidth > each.clientWidth || each.clientWidth > window.innerWidth)
      .length;
  });
  expect(beyond).toBe(0);
  await panel.page.screenshot({ path: path.join(pictures, picture) });
  expect(panel.complaints).toEqual([]);
  return panel;
}
