import { describe, expect, test, vi } from 'vitest';
import type { LogLine } from '../../extension/src/protocol';
import type { RunPanel } from './healthHarness';
import { Panels } from './openedPanels';
import { fineLog, panelLog, SICK } from './panelLogs';

vi.mock('vscode', () => ({ l10n: { t: (message: string) => message } }));
const { healthStrings } = await import('../../extension/src/webview/healthStrings');
const panels = new Panels(healthStrings);

describe('the log', () => {
  test('shows its end and follows it', async () => {
    const panel = await panels.opened([panelLog()]);
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
    const panel = await panels.opened([panelLog()]);
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
    const panel = await panels.opened([panelLog()]);
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
    const panel = await panels.opened([panelLog()]);
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
    const panel = await panels.opened([panelLog()]);
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
    const panel = await panels.opened([panelLog()]);
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
    const panel = await panels.opened([panelLog()]);
    await answer(panel, 1, lines(1, 20));
    await panel.page.getByRole('searchbox').fill('nan');
    await answer(panel, 2, [], { before: 5000, complete: false });
    await answer(panel, 3, []);
    expect((await panel.receivedLast('lines'))?.before).toBe(5000);
    await expect.poll(() => panel.page.getByTestId('found').textContent()).toBe('Not found');
  });

  test('of several logs is chosen; one without says so', async () => {
    const panel = await panels.opened([panelLog(), fineLog({}, { textLog: '' })]);
    await answer(panel, 1, lines(1, 20));
    await panel.page.getByLabel('Which log').selectOption('a tenth of the rate');
    expect(await panel.page.getByTestId('no-log').textContent()).toContain(
      'a tenth of the rate holds numbers only',
    );
  });

  test('says why it cannot be read', async () => {
    const panel = await panels.opened([panelLog()]);
    await answer(panel, 1, [], { problem: 'The log was deleted.' });
    await panel.page.getByText('The log was deleted.').waitFor();
  });
});

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

function atEnd(panel: RunPanel): Promise<boolean> {
  return panel.page
    .getByTestId('tail')
    .evaluate((tail) => tail.scrollHeight - tail.scrollTop - tail.clientHeight < 2 && tail.scrollTop > 0);
}
