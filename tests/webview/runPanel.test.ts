import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { LogLine } from '../../extension/src/protocol';
import type { HealthView, PanelLog, PanelOutput } from '../../extension/src/webview/healthMessages';
import { type HealthHarness, type RunPanel, startHealthHarness } from './healthHarness';
import { themes, type Theme } from './themes';
import { FINE, finding, fineLog, HINT, panelLog, SICK, view } from './panelLogs';

/** `ja`: the words are those of the Japanese bundle. */
const language = vi.hoisted(() => ({ words: {} }));
vi.mock('vscode', () => ({ l10n: { t: (message: string) => language.words[message] ?? message } }));
const { healthStrings } = await import('../../extension/src/webview/healthStrings');

const pictures = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../.cache/webview');
let harness: HealthHarness;

beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  harness = await startHealthHarness();
});
afterAll(() => harness.close());

interface Opening {
  readonly options?: Parameters<HealthHarness['open']>[0];
  readonly view?: Partial<HealthView>;
}

async function opened(logs: readonly PanelLog[], opening: Opening = {}): Promise<RunPanel> {
  const panel = await harness.open(opening.options);
  await panel.send({ kind: 'init', strings: healthStrings(), view: view(opening.view) });
  await panel.send({ kind: 'logs', logs });
  await panel.page
    .getByTestId(logs.length === 0 ? 'empty' : 'log')
    .first()
    .waitFor();
  return panel;
}

/** Lines `from` to `to`, each ten bytes long. */
function lines(from: number, to: number, text = (index: number) => `line ${index}`): LogLine[] {
  return Array.from({ length: to - from + 1 }, (_, at) => ({
    offset: (from + at) * 10,
    text: text(from + at),
  }));
}

/** Answers the newest question for lines, once it is another than the one before. */
async function answer(
  panel: RunPanel,
  questions: number,
  found: readonly LogLine[],
  rest: { before?: number; complete?: boolean; problem?: string } = {},
): Promise<void> {
  await expect.poll(async () => (await panel.receivedAll('lines')).length).toBe(questions);
  const question = await panel.receivedLast('lines');
  await panel.send({
    kind: 'lines',
    request: question!.request,
    lines: found,
    before: 0,
    complete: true,
    problem: '',
    ...rest,
  });
}

describe('the header', () => {
  test('has a row for each log, with its state in words and what can be done', async () => {
    const panel = await opened([panelLog(), fineLog()]);
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
    const panel = await opened([panelLog()], { options: { width: 350 } });
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
    const panel = await opened([panelLog({}, { findings: [finding()] }), fineLog()], {
      options: { width: 350 },
    });
    await panel.page.getByTestId('finding').first().waitFor();
    const main = panel.page.locator('main');
    expect(await main.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  });

  test('says while it reads how far it is, and what could not be read', async () => {
    const [run] = panelLog().state!.runs;
    const panel = await opened([
      panelLog({}, { reading: true, runs: [{ ...run!, rows: 12_345 }] }),
      fineLog({ state: undefined, problem: 'The file is not there any more. Choose another one.' }),
    ]);
    await expect.poll(() => panel.page.getByTestId('progress').textContent()).toContain('12,345 rows so far');
    expect(await panel.page.getByRole('alert').textContent()).toContain('Choose another one.');
  });

  test('adds logs and exports rows', async () => {
    const panel = await opened([panelLog()]);
    await panel.page.getByRole('button', { name: 'Add Run…' }).click();
    expect(await panel.receivedLast('addLogs')).toBeDefined();
    await panel.page.getByRole('button', { name: 'Export' }).click();
    await panel.page.getByRole('menuitem', { name: /CSV/ }).click();
    expect(await panel.receivedLast('exportCsv')).toBeDefined();
  });

  test('asks what kind of training a log is of, where the log does not say', async () => {
    const known = await opened([panelLog()]);
    expect(await known.page.getByTestId('method').count()).toBe(0);
    const panel = await opened([panelLog({}, { method: '', classes: 0 })]);
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
    const panel = await opened([panelLog(), fineLog()]);
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
    const panel = await opened([panelLog()]);
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
    const panel = await opened([panelLog()]);
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
    const panel = await opened([panelLog({}, { findings: [HINT, finding()] })], { options: { width: 600 } });
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

describe('the findings', () => {
  test('say what is wrong, where, why and what to do', async () => {
    const panel = await opened([panelLog({}, { findings: [HINT, finding()] })]);
    const card = panel.page.getByTestId('finding').first();
    expect(await card.getByTestId('message').textContent()).toContain('The loss climbs');
    expect(await card.locator('.severity').textContent()).toBe('Warning');
    expect(await card.locator('ol > li').allTextContents()).toEqual(finding().causes);
    expect(await card.getByTestId('advice').textContent()).toContain('a tenth of the learning rate');
    expect(await card.getByTestId('steps').textContent()).toContain('steps 40–100');
    expect(panel.complaints).toEqual([]);
  });

  test('lead to the line of the script and change it', async () => {
    const panel = await opened([panelLog({}, { findings: [finding()] })]);
    await panel.page.getByRole('button', { name: /train\.py:42\s+learning_rate=2e-4/ }).click();
    const place = { kind: 'place', log: SICK, run: '', rule: 'loss-climbing' };
    expect(await panel.receivedLast('place')).toEqual({ ...place, change: false });
    await panel.page.getByText('Change to 2e-5').click();
    expect(await panel.receivedLast('place')).toEqual({ ...place, change: true });
  });

  test('start again where the argument came by the command line', async () => {
    const argument = { name: 'learning_rate', value: '2e-4', suggested: '2e-5', option: '--learning_rate' };
    const panel = await opened([panelLog({}, { findings: [finding({ argument })] })]);
    await panel.page.getByText('Start again with --learning_rate 2e-5').click();
    expect(await panel.receivedLast('startWith')).toEqual({
      kind: 'startWith',
      log: SICK,
      run: '',
      rule: 'loss-climbing',
    });
  });

  test('ask for the script only where it is unknown', async () => {
    const argument = { name: 'learning_rate', value: '', suggested: '2e-5' };
    const known = await opened([panelLog({}, { findings: [finding({ argument })] })]);
    await known.page.getByTestId('finding').waitFor();
    expect(await known.page.getByTestId('choose-script').count()).toBe(0);
    const panel = await opened([panelLog({}, { script: '', findings: [finding({ argument })] })]);
    await panel.page.getByRole('button', { name: 'Choose the script…' }).click();
    expect(await panel.receivedLast('act')).toEqual({ kind: 'act', log: SICK, action: 'chooseScript' });
  });

  test('come the gravest first, with the log they are about; hints are folded', async () => {
    const error = finding({ rule: 'nan', severity: 'error', message: 'The loss is no number.' });
    const panel = await opened([
      panelLog({}, { findings: [finding(), HINT] }),
      fineLog({}, { findings: [error] }),
    ]);
    const cards = panel.page.getByTestId('finding');
    expect(await cards.getByTestId('message').allTextContents()).toEqual([error.message, finding().message]);
    expect(await cards.getByTestId('finding-of').allTextContents()).toEqual(['a tenth of the rate', 'sick']);
    await panel.page.getByRole('button', { name: 'Hints: 1', exact: true }).click();
    expect(await cards.count()).toBe(3);
  });

  test('are none: calm words with the rows they rest on', async () => {
    const panel = await opened([panelLog()]);
    const calm = panel.page.getByTestId('calm');
    expect(await calm.textContent()).toBe('Nothing is wrong, as far as 9 rows tell.');
    const [run] = panelLog().state!.runs;
    await panel.send({ kind: 'logs', logs: [panelLog({}, { runs: [{ ...run!, rows: 2 }] })] });
    await expect.poll(() => calm.textContent()).toContain('Too few rows to tell');
  });

  test('that come while one looks are announced and move nothing', async () => {
    const panel = await opened([panelLog()], { options: { width: 600 } });
    const sections = panel.page.locator('run-sections');
    const before = await sections.boundingBox();
    await panel.send({ kind: 'logs', logs: [panelLog({}, { findings: [finding()] })] });
    await expect
      .poll(() => panel.page.getByTestId('announced').textContent())
      .toContain('New: The loss climbs after the warm-up');
    expect(await panel.page.getByTestId('newest').textContent()).toContain('The loss climbs');
    expect(await sections.boundingBox()).toEqual(before);
    await panel.page.getByTestId('fold').click();
    expect(await panel.page.getByTestId('finding').count()).toBe(1);

    const list = panel.page.locator('run-findings');
    const height = (await list.boundingBox())?.height;
    const second = finding({ rule: 'spikes', message: 'The loss jumps now and then.' });
    await panel.send({ kind: 'logs', logs: [panelLog({}, { findings: [finding(), second] })] });
    await expect.poll(() => panel.page.getByTestId('finding').count()).toBe(2);
    expect((await list.boundingBox())?.height).toBe(height);
  });

  test('leave room for the charts', async () => {
    const findings = Array.from({ length: 8 }, (_, index) => finding({ rule: `rule-${index}` }));
    const narrow = await opened([panelLog({}, { findings })], { options: { width: 600, height: 800 } });
    const list = narrow.page.locator('run-findings');
    expect((await list.boundingBox())?.height).toBeLessThan(0.41 * 800);
    const wide = await opened([panelLog({}, { findings })], { options: { width: 1100 } });
    const beside = await wide.page.locator('run-findings').boundingBox();
    expect(beside?.x).toBeGreaterThan(600);
    await wide.page.getByTestId('fold').click();
    await expect.poll(async () => (await wide.page.locator('run-findings').boundingBox())?.x).toBe(0);
  });

  test('are shown when one is opened elsewhere, even before its log has come', async () => {
    const panel = await harness.open();
    await panel.send({ kind: 'init', strings: healthStrings(), view: view() });
    await panel.send({ kind: 'reveal', log: SICK, rule: 'no-warmup' });
    await panel.send({ kind: 'logs', logs: [panelLog({}, { findings: [finding(), HINT] })] });
    const card = panel.page.getByTestId('finding').filter({ hasText: HINT.message });
    await expect.poll(() => card.evaluate((element) => element.matches(':focus'))).toBe(true);
    expect(panel.complaints).toEqual([]);
  });
});

describe('the log', () => {
  test('shows its end and follows it', async () => {
    const panel = await opened([panelLog()]);
    await answer(panel, 1, lines(101, 300), { before: 1010 });
    expect(await panel.receivedLast('lines')).toMatchObject({ log: SICK, search: '', before: -1 });
    const tail = panel.page.getByTestId('tail');
    await tail.getByText('line 300').waitFor();
    await expect.poll(() => atEnd(panel)).toBe(true);
    await panel.send({ kind: 'logs', logs: [panelLog({}, { textLogSize: 1100 })] });
    await answer(panel, 2, lines(111, 310), { before: 1110 });
    await tail.getByText('line 310').waitFor();
    await expect.poll(() => atEnd(panel)).toBe(true);
    expect(await tail.getByText('line 101', { exact: true }).count()).toBe(1);
    expect(panel.complaints).toEqual([]);
  });

  test('stays where one reads, brings earlier lines, and goes back to the end', async () => {
    const panel = await opened([panelLog()]);
    await answer(panel, 1, lines(201, 400), { before: 2010 });
    const tail = panel.page.getByTestId('tail');
    await tail.getByText('line 400').waitFor();
    await expect.poll(() => atEnd(panel)).toBe(true);
    await tail.evaluate((element) => (element.scrollTop = 50));
    const first = tail.getByText('line 205', { exact: true });
    const before = await first.boundingBox();
    await answer(panel, 2, lines(1, 200));
    expect((await panel.receivedLast('lines'))?.before).toBe(2010);
    await expect.poll(() => tail.textContent()).toContain('line 2\n');
    expect(Math.abs((await first.boundingBox())!.y - before!.y)).toBeLessThan(25);

    // It grows: nothing is asked for until one is at the end again.
    await panel.send({ kind: 'logs', logs: [panelLog({}, { textLogSize: 9000 })] });
    await panel.page.getByTestId('to-end').click();
    await answer(panel, 3, lines(500, 699), { before: 5000 });
    await tail.getByText('line 699').waitFor();
    await expect.poll(() => atEnd(panel)).toBe(true);
    expect(await tail.textContent()).not.toContain('line 205\n');
  });

  test('keeps what is selected while lines come', async () => {
    const panel = await opened([panelLog()]);
    await answer(panel, 1, lines(1, 20));
    const tail = panel.page.getByTestId('tail');
    await tail.getByText('line 12', { exact: true }).dblclick();
    await panel.send({ kind: 'logs', logs: [panelLog({}, { textLogSize: 1100 })] });
    await answer(panel, 2, lines(1, 30));
    await tail.getByText('line 30').waitFor();
    const selected = await panel.page.evaluate(() => String(document.getSelection()));
    expect(['line', '12']).toContain(selected.trim());
  });

  test('of 10,000 lines stays quick', async () => {
    const panel = await opened([panelLog()]);
    const long = (index: number): string => `{'loss': ${index / 10_000}, 'learning_rate': 2e-05}`;
    await answer(panel, 1, lines(9801, 10_000, long), { before: 98_010 });
    const tail = panel.page.getByTestId('tail');
    await tail.getByText(long(10_000)).waitFor();
    await tail.evaluate((element) => (element.scrollTop = 0));
    await answer(panel, 2, lines(1, 9800, long));
    await expect.poll(() => tail.locator('span').count()).toBe(10_000);
    await panel.page.getByTestId('to-end').click();
    await answer(panel, 3, lines(9801, 10_000, long), { before: 98_010 });
    await expect.poll(() => atEnd(panel)).toBe(true);
    await panel.send({ kind: 'logs', logs: [panelLog({}, { textLogSize: 1100 })] });
    await expect.poll(async () => (await panel.receivedAll('lines')).length).toBe(4);
    const { request } = (await panel.receivedLast('lines'))!;
    const spent = await panel.page.evaluate(
      async ({ request, lines }) => {
        const started = performance.now();
        window.postMessage(
          { kind: 'lines', request, lines, before: 98_110, complete: true, problem: '' },
          '*',
        );
        await new Promise((resolve) => setTimeout(resolve, 0));
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
        return performance.now() - started;
      },
      { request, lines: lines(9811, 10_010, long) },
    );
    await tail.getByText(long(10_010)).waitFor();
    expect(spent).toBeLessThan(500);
  });

  test('begins anew when it was replaced by a shorter one', async () => {
    const panel = await opened([panelLog()]);
    await answer(panel, 1, lines(1, 100));
    const tail = panel.page.getByTestId('tail');
    await tail.getByText('line 100', { exact: true }).waitFor();
    await panel.send({ kind: 'logs', logs: [panelLog({}, { textLogSize: 30 })] });
    await answer(
      panel,
      2,
      lines(5, 7, (index) => `another ${index}`),
    );
    await tail.getByText('another 7').waitFor();
    expect(await tail.textContent()).not.toContain('line');
  });

  test('is searched as a whole, with what was found marked', async () => {
    const panel = await opened([panelLog()]);
    await answer(panel, 1, lines(1, 20));
    const field = panel.page.getByRole('searchbox');
    await field.fill('loss');
    const found = lines(7, 9, (index) => `'Loss': ${index}, 'eval_loss': 1`);
    await answer(panel, 2, found, { before: 70, complete: true });
    expect(await panel.receivedLast('lines')).toMatchObject({ search: 'loss', before: -1 });
    const count = panel.page.getByTestId('found');
    await expect.poll(() => count.textContent()).toBe('3 of 3 so far');
    expect(await panel.page.locator('mark').allTextContents()).toEqual([
      'Loss',
      'loss',
      'Loss',
      'loss',
      'Loss',
      'loss',
    ]);

    await field.press('Enter');
    await expect.poll(() => count.textContent()).toBe('1 of 3 so far');
    await field.press('Shift+Enter');
    await expect.poll(() => count.textContent()).toBe('3 of 3 so far');

    await panel.page.getByRole('button', { name: 'Go on searching' }).click();
    await answer(
      panel,
      3,
      lines(2, 3, () => 'the first loss'),
    );
    expect((await panel.receivedLast('lines'))?.before).toBe(70);
    await expect.poll(() => count.textContent()).toBe('5 of 5');
    expect(await panel.page.getByTestId('go-on').count()).toBe(0);

    await field.press('Escape');
    await panel.page.getByTestId('tail').waitFor();
    expect(await field.inputValue()).toBe('');
  });

  test('is searched on by itself while nothing was found, and says so in the end', async () => {
    const panel = await opened([panelLog()]);
    await answer(panel, 1, lines(1, 20));
    await panel.page.getByRole('searchbox').fill('nan');
    await answer(panel, 2, [], { before: 5000, complete: false });
    await answer(panel, 3, []);
    expect((await panel.receivedLast('lines'))?.before).toBe(5000);
    await expect.poll(() => panel.page.getByTestId('found').textContent()).toBe('Not found');
  });

  test('of several logs is chosen; one without says so', async () => {
    const panel = await opened([panelLog(), fineLog({}, { textLog: '' })]);
    await answer(panel, 1, lines(1, 20));
    await panel.page.getByLabel('Which log').selectOption('a tenth of the rate');
    expect(await panel.page.getByTestId('no-log').textContent()).toContain(
      'a tenth of the rate holds numbers only',
    );
  });

  test('says why it cannot be read', async () => {
    const panel = await opened([panelLog()]);
    await answer(panel, 1, [], { problem: 'The log was deleted.' });
    await panel.page.getByText('The log was deleted.').waitFor();
  });
});

describe('the other sections', () => {
  test('are reached by the keyboard, and the host remembers which', async () => {
    const panel = await opened([panelLog()]);
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
    const panel = await opened([panelLog({ outputs: [output] })], { view: { section: 'checkpoints' } });
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
    const panel = await opened([panelLog({}, { findings: [finding()] }), fineLog()], {
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
    const panel = await opened([panelLog()], { view: { section: 'arguments' } });
    expect(await panel.page.getByTestId('argument').count()).toBe(4);
    await panel.send({ kind: 'logs', logs: [panelLog({}, { arguments: {} })] });
    await panel.page.getByTestId('no-arguments').waitFor();
  });
});

describe('an empty panel', () => {
  test('offers what can be opened', async () => {
    const panel = await opened([]);
    await panel.page.getByText('Choose a File or Folder…').click();
    expect(await panel.receivedLast('addLogs')).toBeDefined();
    expect(panel.complaints).toEqual([]);
  });

  test('takes a pasted log, on the page or in the field', async () => {
    const panel = await opened([]);
    await paste(panel, "{'loss': 0.7373}");
    expect(await panel.receivedLast('pasted')).toEqual({
      kind: 'pasted',
      name: '',
      text: "{'loss': 0.7373}",
    });
    await panel.page.getByLabel(/paste what the training printed/).fill("{'loss': 0.5}");
    await panel.page.getByText('Diagnose', { exact: true }).click();
    expect((await panel.receivedLast('pasted'))?.text).toBe("{'loss': 0.5}");
    await paste(panel, ' ');
    await panel.page.getByText('Nothing in there is a file or text.').waitFor();
  });

  test('takes what is dropped from the Explorer', async () => {
    const panel = await opened([]);
    await drag(panel, 'dragover', { 'text/uri-list': 'file:///a.log\r\n#comment\r\nfile:///b.log' });
    expect(await panel.page.getByTestId('drop-hint').textContent()).toContain('Drop to open');
    await drag(panel, 'drop', { 'text/uri-list': 'file:///a.log\r\n#comment\r\nfile:///b.log' });
    expect(await panel.receivedLast('dropped')).toEqual({
      kind: 'dropped',
      uris: ['file:///a.log', 'file:///b.log'],
    });
    await expect.poll(() => panel.page.getByTestId('drop-hint').count()).toBe(0);
    await drag(panel, 'drop', { resourceurls: '["vscode-remote://ssh-remote%2Bgpu/c.log"]' });
    expect((await panel.receivedLast('dropped'))?.uris).toEqual(['vscode-remote://ssh-remote%2Bgpu/c.log']);
  });

  test('takes files of the operating system as text, and says which are too large', async () => {
    const panel = await opened([]);
    await drag(panel, 'drop', {}, [{ name: 'console.log', size: 20 }]);
    await expect
      .poll(() => panel.receivedLast('pasted'))
      .toMatchObject({ name: 'console.log', text: 'x'.repeat(20) });
    await drag(panel, 'drop', {}, [{ name: 'huge.log', size: 50_000_001 }]);
    const problem = panel.page.getByTestId('page-problem');
    await expect.poll(() => problem.textContent()).toContain('huge.log is too large to be dropped (50.0 MB)');
    expect((await panel.receivedLast('pasted'))?.name).toBe('console.log');
    await panel.page.getByRole('button', { name: 'Dismiss' }).click();
    await problem.waitFor({ state: 'detached' });
  });

  test('with logs in it adds what is dropped, and leaves a paste alone', async () => {
    const panel = await opened([panelLog()]);
    await drag(panel, 'dragover', { 'text/uri-list': 'file:///a.log' });
    expect(await panel.page.getByTestId('drop-hint').textContent()).toContain('add it to this panel');
    await drag(panel, 'drop', { 'text/uri-list': 'file:///a.log' });
    expect((await panel.receivedLast('dropped'))?.uris).toEqual(['file:///a.log']);
    await paste(panel, "{'loss': 0.7373}");
    expect(await panel.receivedLast('pasted')).toBeUndefined();
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
  const panel = await opened([sick, fineLog()], { options: { theme, width }, view: { section } });
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

function atEnd(panel: RunPanel): Promise<boolean> {
  return panel.page
    .getByTestId('tail')
    .evaluate((tail) => tail.scrollHeight - tail.scrollTop - tail.clientHeight < 2 && tail.scrollTop > 0);
}

/** As the browser does it on Ctrl+V, whose clipboard a test may not touch. */
function paste(panel: RunPanel, text: string): Promise<void> {
  return panel.page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, text);
}

function drag(
  panel: RunPanel,
  type: 'dragover' | 'drop',
  data: Readonly<Record<string, string>>,
  files: readonly { readonly name: string; readonly size: number }[] = [],
): Promise<void> {
  return panel.page.evaluate(
    ({ type, data, files }) => {
      const dataTransfer = new DataTransfer();
      Object.entries(data).forEach(([kind, text]) => dataTransfer.setData(kind, text));
      files.forEach(({ name, size }) => dataTransfer.items.add(new File(['x'.repeat(size)], name)));
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    },
    { type, data, files },
  );
}
