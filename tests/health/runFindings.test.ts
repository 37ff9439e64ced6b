import { describe, expect, test, vi } from 'vitest';
import { Panels } from './openedPanels';
import { finding, fineLog, HINT, panelLog, SICK } from './panelLogs';

vi.mock('vscode', () => ({ l10n: { t: (message: string) => message } }));
const { healthStrings } = await import('../../extension/src/webview/healthStrings');
const panels = new Panels(healthStrings);

describe('the findings', () => {
  test('say what is wrong, where, why and what to do', async () => {
    const panel = await panels.opened([panelLog({}, { findings: [HINT, finding()] })]);
    const card = panel.page.getByTestId('finding').first();
    expect(await card.getByTestId('message').textContent()).toContain('The loss climbs');
    expect(await card.locator('.severity').textContent()).toBe('Warning');
    expect(await card.locator('ol > li').allTextContents()).toEqual([
      'The learning rate, 2e-4, is high for full fine-tuning.',
      'The data are not shuffled: shuffle=False.',
      'The labels are noisy.',
    ]);
    expect(await card.locator('ol code').textContent()).toBe('shuffle=False');
    expect(await card.getByTestId('advice').textContent()).toContain('a tenth of the learning rate');
    expect(await card.getByTestId('steps').textContent()).toContain('steps 40–100');
    expect(panel.complaints).toEqual([]);
  });

  test('lead to the line of the script and change it', async () => {
    const panel = await panels.opened([panelLog({}, { findings: [finding()] })]);
    await panel.page.getByRole('button', { name: /train\.py:42\s+learning_rate=2e-4/ }).click();
    const place = { kind: 'place', log: SICK, run: '', rule: 'loss-climbing' };
    expect(await panel.receivedLast('place')).toEqual({ ...place, change: false });
    await panel.page.getByText('Change to 2e-5').click();
    expect(await panel.receivedLast('place')).toEqual({ ...place, change: true });
  });

  test('start again where the argument came by the command line', async () => {
    const argument = { name: 'learning_rate', value: '2e-4', suggested: '2e-5', option: '--learning_rate' };
    const panel = await panels.opened([panelLog({}, { findings: [finding({ argument })] })]);
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
    const known = await panels.opened([panelLog({}, { findings: [finding({ argument })] })]);
    await known.page.getByTestId('finding').waitFor();
    expect(await known.page.getByTestId('choose-script').count()).toBe(0);
    const panel = await panels.opened([panelLog({}, { script: '', findings: [finding({ argument })] })]);
    await panel.page.getByRole('button', { name: 'Choose the script…' }).click();
    expect(await panel.receivedLast('act')).toEqual({ kind: 'act', log: SICK, action: 'chooseScript' });
  });

  test('come the gravest first, with the log they are about; hints are folded', async () => {
    const error = finding({ rule: 'nan', severity: 'error', message: 'The loss is no number.' });
    const panel = await panels.opened([
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
    const panel = await panels.opened([panelLog()]);
    const calm = panel.page.getByTestId('calm');
    expect(await calm.textContent()).toBe('Nothing is wrong, as far as 9 rows tell.');
    const [run] = panelLog().state!.runs;
    await panel.send({ kind: 'logs', logs: [panelLog({}, { runs: [{ ...run!, rows: 2 }] })] });
    await expect.poll(() => calm.textContent()).toContain('Too few rows to tell');
  });

  test('that come while one looks are announced and move nothing', async () => {
    const panel = await panels.opened([panelLog()], { options: { width: 600 } });
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
    const narrow = await panels.opened([panelLog({}, { findings })], {
      options: { width: 600, height: 800 },
    });
    const list = narrow.page.locator('run-findings');
    expect((await list.boundingBox())?.height).toBeLessThan(0.41 * 800);
    const wide = await panels.opened([panelLog({}, { findings })], { options: { width: 1100 } });
    const beside = await wide.page.locator('run-findings').boundingBox();
    expect(beside?.x).toBeGreaterThan(600);
    await wide.page.getByTestId('fold').click();
    await expect.poll(async () => (await wide.page.locator('run-findings').boundingBox())?.x).toBe(0);
  });

  test('are shown when one is opened elsewhere, even before its log has come', async () => {
    const panel = await panels.begun();
    await panel.send({ kind: 'reveal', log: SICK, rule: 'no-warmup' });
    await panel.send({ kind: 'logs', logs: [panelLog({}, { findings: [finding(), HINT] })] });
    const card = panel.page.getByTestId('finding').filter({ hasText: HINT.message });
    await expect.poll(() => card.evaluate((element) => element.matches(':focus'))).toBe(true);
    expect(panel.complaints).toEqual([]);
  });
});
