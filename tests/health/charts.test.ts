import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Axis, HealthView } from '../../extension/src/webview/healthMessages';
import { type DrawnRun, drawnLog, drawnRun, pointsOf } from './drawnRun';
import { type HealthHarness, type RunPanel, startHealthHarness } from './healthHarness';
import { FINE, finding, panelLog, view } from './panelLogs';

vi.mock('vscode', () => ({ l10n: { t: (message: string) => message } }));
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

/** A panel with these runs whose curves are answered as the host would, once. */
async function opened(runs: readonly DrawnRun[], opening: Opening = {}): Promise<RunPanel> {
  const panel = await harness.open({ width: 1000, height: 1200, ...opening.options });
  await panel.send({
    kind: 'init',
    strings: healthStrings(),
    view: view({ explained: false, ...opening.view }),
  });
  await panel.send({ kind: 'logs', logs: runs.map(drawnLog) });
  await answer(panel, runs, opening.view?.axis);
  return panel;
}

/** Sends the points of the curves that the panel asked for last. */
async function answer(panel: RunPanel, runs: readonly DrawnRun[], axis: Axis = 'step'): Promise<void> {
  await expect
    .poll(async () => {
      const asked = await panel.receivedLast('curves');
      return asked?.axis === axis ? asked.curves.length : 0;
    })
    .toBeGreaterThan(0);
  const asked = await panel.receivedLast('curves');
  for (const { log, metric } of asked!.curves) {
    const run = runs.find((each) => each.log === log);
    await panel.send(pointsOf(run!, metric, axis));
  }
  await expect.poll(() => inkOf(chart(panel, 'loss'))).toBeGreaterThan(0);
}

function chart({ page }: RunPanel, key: string): Locator {
  return page.locator(`run-chart[data-key="${key}"]`);
}

/** How many pixels between the axes are not of the background: 0 while nothing is drawn. */
function inkOf(of: Locator): Promise<number> {
  return of.evaluate((element) => {
    const canvas = element.shadowRoot?.querySelector('canvas');
    const context = canvas?.getContext('2d');
    if (!canvas || !context) {
      return 0;
    }
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return data.reduce((sum, byte, at) => (at % 4 === 3 && byte > 200 ? sum + 1 : sum), 0);
  });
}

async function pixels(of: Locator): Promise<string> {
  return of.evaluate((element) => element.shadowRoot?.querySelector('canvas')?.toDataURL() ?? '');
}

/** What is along the axis, as a screen reader hears it. */
function label(of: Locator): Promise<string | null> {
  return of.getByRole('img').getAttribute('aria-label');
}

describe('the charts', () => {
  test('are one for each subject, evaluations together with what they evaluate', async () => {
    const panel = await opened([drawnRun()]);
    expect(await panel.page.getByTestId('chart').getByRole('heading').allTextContents()).toEqual([
      'loss, eval_loss',
      'learning_rate',
      'grad_norm',
      'tokens_per_second',
      'eval_accuracy',
    ]);
    expect(panel.complaints).toEqual([]);
  });

  test('ask for the points of those that are in view or near, and for more as one scrolls', async () => {
    const curves = Object.fromEntries(
      Array.from({ length: 12 }, (_, at) => [`rewards/part_${at}`, Float64Array.from([1, 2, 3])]),
    );
    const panel = await opened([drawnRun({ curves })], { options: { width: 600, height: 700 } });
    const metrics = async () => (await panel.receivedLast('curves'))!.curves.map(({ metric }) => metric);
    expect(await metrics()).toContain('loss');
    expect(await metrics()).not.toContain('eval_accuracy');
    expect(await panel.page.getByTestId('chart').count()).toBe(8);

    await panel.page.getByTestId('more-charts').click();
    expect(await panel.page.getByTestId('chart').count()).toBe(17);
    await chart(panel, 'rewards/part_11').scrollIntoViewIfNeeded();
    await expect.poll(metrics).toContain('rewards/part_11');
    await expect.poll(metrics).not.toContain('loss');
  });

  test('say which logs have no rows yet', async () => {
    const panel = await harness.open();
    await panel.send({ kind: 'init', strings: healthStrings(), view: view() });
    await panel.send({ kind: 'logs', logs: [panelLog({}, { runs: [] })] });
    await expect.poll(() => panel.page.getByTestId('no-rows').textContent()).toBe('sick: no rows yet');
  });

  test('say in words what they show', async () => {
    const panel = await opened([drawnRun()]);
    await expect
      .poll(() => label(chart(panel, 'accuracy')))
      .toMatch(
        /^eval_accuracy by Step, 10 to 2,000; values from 0\.\d+ to 0\.\d+\. eval_accuracy: last 0\.88$/,
      );
  });

  test('make room for labels that are longer than usual', async () => {
    const near = Float64Array.from({ length: 200 }, (_, at) => 1234567 + at / 1000);
    const panel = await opened([drawnRun({ curves: { grad_norm: near } })]);
    const axis = (key: string) =>
      chart(panel, key)
        .locator('.u-over')
        .evaluate((over: HTMLElement) => over.offsetLeft);
    await expect.poll(() => axis('grad_norm')).toBeGreaterThan(await axis('loss'));
  });

  test('are drawn in the colours of the theme, at once when it changes', async () => {
    const panel = await opened([drawnRun()]);
    const before = await pixels(chart(panel, 'loss'));
    await panel.page.evaluate(() => {
      document.documentElement.style.setProperty('--vscode-charts-blue', '#ff00ff');
    });
    await expect.poll(() => pixels(chart(panel, 'loss'))).not.toBe(before);
    await expect
      .poll(() =>
        chart(panel, 'loss').evaluate((element) => {
          const canvas = element.shadowRoot!.querySelector('canvas')!;
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
          return data.some(
            (red, at) => at % 4 === 0 && red === 255 && data[at + 1] === 0 && data[at + 2] === 255,
          );
        }),
      )
      .toBe(true);
  });
});

describe('smoothing', () => {
  test('moves the thick line while the slider is dragged, and says the weight', async () => {
    const panel = await opened([drawnRun()], { view: { smoothing: 0 } });
    const loss = chart(panel, 'loss');
    const slider = panel.page.getByTestId('smoothing');
    const box = (await slider.boundingBox())!;
    const middle = box.y + box.height / 2;
    await panel.page.mouse.move(box.x + 9, middle);
    await panel.page.mouse.down();
    let before = await pixels(loss);
    for (const part of [0.3, 0.6, 0.9]) {
      // Not let go: it moves while one drags.
      await panel.page.mouse.move(box.x + part * box.width, middle);
      await expect.poll(() => pixels(loss)).not.toBe(before);
      before = await pixels(loss);
    }
    await panel.page.mouse.up();
    // By keys it goes on, however little that changes.
    const value = () => panel.page.getByTestId('smoothing').inputValue();
    const dragged = Number(await value());
    await panel.page.getByTestId('smoothing').press('ArrowRight');
    await panel.page.getByTestId('smoothing').press('ArrowRight');
    expect(Number(await value())).toBe(dragged + 10);
    expect(Number(await panel.page.getByTestId('smoothing-value').textContent())).toBeGreaterThan(0.99);
    expect((await panel.receivedLast('view'))?.view.smoothing).toBeGreaterThan(0.99);
  });

  test('leaves the learning rate and evaluations as they are', async () => {
    const panel = await opened([drawnRun()], { view: { smoothing: 0 } });
    const before = await pixels(chart(panel, 'learning_rate'));
    const loss = await pixels(chart(panel, 'loss'));
    await panel.page.getByTestId('smoothing').fill('900');
    await expect.poll(() => pixels(chart(panel, 'loss'))).not.toBe(loss);
    expect(await pixels(chart(panel, 'learning_rate'))).toBe(before);
  });

  test('is explained where it is drawn, until that is folded', async () => {
    const panel = await opened([drawnRun()], { view: { explained: true } });
    await panel.page.getByTestId('lines-explanation').waitFor();
    await panel.page.getByTestId('explain-lines').click();
    await panel.page.getByTestId('lines-explanation').waitFor({ state: 'hidden' });
    expect((await panel.receivedLast('view'))?.view.explained).toBe(false);
  });
});

describe('the axes', () => {
  test('can be logarithmic: what is not above 0 is left out, and that is said', async () => {
    const panel = await opened([drawnRun()]);
    await panel.page.getByTestId('logarithmic').check();
    await expect
      .poll(() => chart(panel, 'learning_rate').getByTestId('note').allTextContents())
      .toEqual(['Not above 0, so not on a logarithmic axis: 1 values']);
    await expect.poll(() => label(chart(panel, 'learning_rate'))).not.toContain('values from 0 ');
  });

  test('show epochs and time; until their points come, the old drawing stays', async () => {
    const run = drawnRun();
    const panel = await opened([run]);
    const before = await pixels(chart(panel, 'loss'));
    await panel.page.getByTestId('axis').selectOption('time');
    expect(await pixels(chart(panel, 'loss'))).toBe(before);
    await answer(panel, [run], 'time');
    await expect
      .poll(() => label(chart(panel, 'loss')))
      .toContain('loss, eval_loss by Time, 0:00:17 to 0:56:40');
  });
});

describe('zoom', () => {
  test('by dragging holds for all charts; a double click shows all again', async () => {
    const panel = await opened([drawnRun()]);
    await drag(panel, chart(panel, 'loss'), 0.25, 0.5);
    for (const key of ['loss', 'learning_rate']) {
      await expect.poll(async () => inView(await label(chart(panel, key))).from).toBeGreaterThan(400);
      expect(inView(await label(chart(panel, key))).to).toBeLessThan(1100);
    }
    await over(chart(panel, 'loss')).dblclick();
    await expect.poll(async () => inView(await label(chart(panel, 'loss')))).toEqual({ from: 10, to: 2000 });
  });

  test('by the wheel with Ctrl; without it the page scrolls', async () => {
    const panel = await opened([drawnRun()]);
    await over(chart(panel, 'loss')).hover();
    await panel.page.keyboard.down('Control');
    await panel.page.mouse.wheel(0, -300);
    await expect.poll(async () => inView(await label(chart(panel, 'loss'))).from).toBeGreaterThan(100);
    await panel.page.keyboard.up('Control');
    const zoomed = await label(chart(panel, 'loss'));
    await panel.page.mouse.wheel(0, 200);
    await expect
      .poll(() => panel.page.locator('main').evaluate(({ scrollTop }) => scrollTop))
      .toBeGreaterThan(0);
    expect(inView(await label(chart(panel, 'loss')))).toEqual(inView(zoomed));
  });

  test('by keys; Shift moves, Home shows all', async () => {
    const panel = await opened([drawnRun()]);
    const loss = chart(panel, 'loss');
    await loss.getByTestId('plot').focus();
    await panel.page.keyboard.press('+');
    await expect.poll(async () => inView(await label(loss)).from).toBeGreaterThan(300);
    const before = inView(await label(loss));
    await panel.page.keyboard.press('Shift+ArrowRight');
    await expect.poll(async () => inView(await label(loss)).to).toBeGreaterThan(before.to);
    await panel.page.keyboard.press('Home');
    await expect.poll(async () => inView(await label(loss))).toEqual({ from: 10, to: 2000 });
  });

  test('stays when points come; at the right end it follows them', async () => {
    const run = drawnRun();
    const longer = drawnRun({ steps: 2400 });
    const panel = await opened([run]);
    await drag(panel, chart(panel, 'loss'), 0.25, 0.5);
    await expect.poll(async () => inView(await label(chart(panel, 'loss'))).from).toBeGreaterThan(400);
    const before = inView(await label(chart(panel, 'loss')));
    await panel.send({ kind: 'logs', logs: [drawnLog(longer)] });
    await panel.send(pointsOf(longer, 'loss', 'step', 200));
    await panel.page.mouse.move(5, 5);
    await expect.poll(() => lastLoss(panel)).toBe(Math.fround(longer.curves.loss!.at(-1)!));
    expect(inView(await label(chart(panel, 'loss')))).toEqual(before);

    await over(chart(panel, 'loss')).dblclick();
    await drag(panel, chart(panel, 'loss'), 0.5, 0.999);
    await chart(panel, 'loss').getByTestId('plot').focus();
    await panel.page.keyboard.press('Shift+ArrowRight');
    await expect.poll(async () => inView(await label(chart(panel, 'loss'))).to).toBe(2400);
    const width = (({ from, to }) => to - from)(inView(await label(chart(panel, 'loss'))));
    const longest = drawnRun({ steps: 3000 });
    await panel.send({ kind: 'logs', logs: [drawnLog(longest)] });
    await expect.poll(async () => inView(await label(chart(panel, 'loss'))).to).toBe(3000);
    expect(
      Math.abs((({ from, to }) => to - from)(inView(await label(chart(panel, 'loss')))) - width),
    ).toBeLessThan(3);
  });
});

describe('the cursor', () => {
  test('reads the nearest point in all charts, with all digits that matter', async () => {
    const run = drawnRun();
    const panel = await opened([run]);
    const plot = (await over(chart(panel, 'learning_rate')).boundingBox())!;
    await panel.page.mouse.move(plot.x + plot.width * ((1000 - 10) / 1990), plot.y + 50);
    await expect.poll(() => chart(panel, 'loss').getByTestId('place').textContent()).toBe('step 1,000');
    expect(await lastLoss(panel)).toBe(Math.fround(run.curves.loss![99]!));
    const entry = await chart(panel, 'loss').getByTestId('legend-entry').first().textContent();
    expect(entry).toContain('smoothed');
    await panel.page.mouse.move(5, 5);
    await expect.poll(() => chart(panel, 'loss').getByTestId('place').textContent()).toBe('');
  });

  test('counts rows where the log does not tell its steps', async () => {
    const run = drawnRun({ steps: 200 });
    const log = drawnLog(run);
    const runs = log.state!.runs.map((each) => ({ ...each, stepsKnown: false }));
    const panel = await opened([run]);
    await panel.send({ kind: 'logs', logs: [{ ...log, state: { ...log.state!, runs } }] });
    await expect.poll(() => label(chart(panel, 'loss'))).toContain('by Row, 10 to 200');
    expect((await panel.page.getByTestId('axis').textContent())?.trim()).toMatch(/^Row/);
    await chart(panel, 'loss').getByTestId('plot').press('ArrowRight');
    await expect.poll(() => chart(panel, 'loss').getByTestId('place').textContent()).toBe('row 10');
  });

  test('goes from point to point by keys, and a screen reader hears it', async () => {
    const panel = await opened([drawnRun({ steps: 200 })]);
    const rate = chart(panel, 'learning_rate');
    await rate.getByTestId('plot').focus();
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.keyboard.press('ArrowRight');
    await expect.poll(() => rate.getByTestId('place').textContent()).toBe('step 30');
    await expect.poll(() => rate.locator('[aria-live]').textContent()).toBe('step 30; learning_rate 0.0002');
    await panel.page.keyboard.press('ArrowLeft');
    await expect.poll(() => rate.getByTestId('place').textContent()).toBe('step 20');
  });
});

describe('several runs', () => {
  const runs = [drawnRun(), drawnRun({ log: FINE, name: 'a tenth of the rate', seed: 8, level: 0.7 })];

  test('are switched off and on in all charts by the legend, by keys too', async () => {
    const panel = await opened(runs);
    const loss = chart(panel, 'loss');
    const before = await pixels(loss);
    const entry = loss.getByRole('button', { name: 'loss of a tenth of the rate', exact: false }).first();
    await entry.focus();
    await panel.page.keyboard.press('Enter');
    expect((await panel.receivedLast('view'))?.view.hidden).toEqual([`${FINE}|`]);
    await expect.poll(() => pixels(loss)).not.toBe(before);
    expect(
      await chart(panel, 'grad_norm').getByTestId('legend-entry').last().getAttribute('aria-pressed'),
    ).toBe('false');
    // What is not drawn needs no points.
    await expect
      .poll(async () => (await panel.receivedLast('curves'))!.curves.some(({ log }) => log === FINE))
      .toBe(false);
    await panel.page.keyboard.press('Enter');
    await expect.poll(() => pixels(loss)).toBe(before);
  });
});

describe('findings', () => {
  const findings = [
    finding({ firstStep: 600, lastStep: 900, severity: 'error' }),
    finding({
      rule: 'exploding-gradients',
      severity: 'warning',
      firstStep: 1500,
      lastStep: 1500,
      message: 'It explodes.',
    }),
  ];

  test('are marked at their steps on the chart that they are about', async () => {
    const panel = await opened([drawnRun({ findings })]);
    const mark = chart(panel, 'grad_norm').getByTestId('mark');
    expect(await mark.getAttribute('title')).toBe('Warning: It explodes.');
    await expect
      .poll(async () => {
        const plot = (await over(chart(panel, 'grad_norm')).boundingBox())!;
        const box = (await mark.boundingBox())!;
        return Math.round(((box.x + box.width / 2 - plot.x) / plot.width) * 1990 + 10);
      })
      .toSatisfy((step: number) => Math.abs(step - 1500) < 15);
    expect(await chart(panel, 'loss').getByTestId('mark').count()).toBe(1);
    expect(await chart(panel, 'learning_rate').getByTestId('mark').count()).toBe(0);
  });

  test('are nowhere before their chart is drawn', async () => {
    const run = drawnRun({ findings });
    const panel = await harness.open();
    await panel.send({ kind: 'init', strings: healthStrings(), view: view() });
    await panel.send({ kind: 'logs', logs: [drawnLog(run)] });
    const mark = chart(panel, 'loss').getByTestId('mark');
    await mark.waitFor({ state: 'attached' });
    expect(await mark.isVisible()).toBe(false);
    await answer(panel, [run]);
    await mark.waitFor();
  });

  test('lead to what is said about them', async () => {
    const panel = await opened([drawnRun({ findings })]);
    await panel.page.evaluate(() => {
      document.addEventListener('finding', (event) => {
        document.body.dataset.finding = JSON.stringify((event as CustomEvent).detail);
      });
    });
    await chart(panel, 'grad_norm').getByTestId('mark').click();
    expect(JSON.parse((await panel.page.locator('body').getAttribute('data-finding'))!)).toMatchObject({
      rule: 'exploding-gradients',
      run: '',
    });
  });

  test('that were opened elsewhere come into view with their steps', async () => {
    const run = drawnRun({ findings });
    const panel = await opened([run], { options: { width: 600, height: 500 } });
    await panel.page.locator('run-charts').evaluate((charts, log) => {
      (charts as HTMLElement & { showFinding(log: string, rule: string): void }).showFinding(
        log,
        'exploding-gradients',
      );
    }, run.log);
    await expect.poll(async () => inView(await label(chart(panel, 'grad_norm'))).from).toBeGreaterThan(1200);
    await expect
      .poll(() =>
        chart(panel, 'grad_norm').evaluate(
          (element) => element.getBoundingClientRect().top < window.innerHeight,
        ),
      )
      .toBe(true);
    await expect
      .poll(() => panel.page.locator('run-charts [role=status]').textContent())
      .toBe('Shown in the chart of grad_norm: Warning: It explodes.');
  });

  test('that were opened elsewhere are seen on their chart where there is no room for their words, too', async () => {
    const run = drawnRun({ findings });
    const panel = await opened([run], { options: { width: 600, height: 420 } });
    await panel.send({ kind: 'reveal', log: run.log, rule: 'exploding-gradients' });
    const card = panel.page.getByTestId('finding').filter({ hasText: 'It explodes.' });
    await expect.poll(() => card.evaluate((element) => element.matches(':focus'))).toBe(true);
    await expect
      .poll(() =>
        chart(panel, 'grad_norm').evaluate((element) => {
          const { top, bottom } = element.getBoundingClientRect();
          return top < window.innerHeight && bottom <= window.innerHeight + 1;
        }),
      )
      .toBe(true);
  });
});

describe('a picture of the charts', () => {
  test('is a PNG of all of them, those out of sight too', async () => {
    const run = drawnRun({ findings: [finding({ firstStep: 600, lastStep: 900 })] });
    const panel = await opened([run], { options: { width: 800, height: 500 } });
    const png = panel.page.evaluate(async () => {
      const charts = document.querySelector('run-panel')!.shadowRoot!.querySelector('run-charts')!;
      const buffer = await (charts as HTMLElement & { picture(): Promise<ArrayBuffer> }).picture();
      return [...new Uint8Array(buffer)];
    });
    await expect
      .poll(async () => (await panel.receivedLast('curves'))!.curves.map(({ metric }) => metric))
      .toContain('eval_accuracy');
    await panel.send(pointsOf(run, 'eval_accuracy'));
    await panel.send(pointsOf(run, 'tokens_per_second'));
    await panel.send(pointsOf(run, 'grad_norm'));
    const bytes = Uint8Array.from(await png);
    expect(new TextDecoder().decode(bytes.subarray(1, 4))).toBe('PNG');
    // Height and width stand in the first chunk: three rows of two charts.
    const size = new DataView(bytes.buffer);
    expect(size.getUint32(16)).toBeGreaterThan(640);
    expect(size.getUint32(20)).toBeGreaterThan(3 * 200);
    await writeFile(path.join(pictures, 'charts-export.png'), bytes);
  });
});

/** Where the pointer acts. */
function over(of: Locator): Locator {
  return of.locator('.u-over');
}

/** The value of the loss that the legend shows, in the precision in which it is kept. */
async function lastLoss(panel: RunPanel): Promise<number> {
  const value = await chart(panel, 'loss').getByTestId('legend-entry').first().locator('b').textContent();
  return Math.fround(Number(value));
}

/** From one part of the width to another. */
async function drag({ page }: RunPanel, of: Locator, from: number, to: number): Promise<void> {
  const box = (await over(of).boundingBox())!;
  await page.mouse.move(box.x + from * box.width, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + ((from + to) / 2) * box.width, box.y + 45);
  await page.mouse.move(box.x + to * box.width, box.y + 45);
  await expect
    .poll(() => of.locator('.u-select').evaluate(({ clientWidth }) => clientWidth))
    .toBeGreaterThan(5);
  await page.mouse.up();
}

/** The steps that a label says. */
function inView(text: string | null): { from: number; to: number } {
  const [, from = '', to = ''] = /by Step, ([\d,]+) to ([\d,]+);/.exec(text ?? '') ?? [];
  return { from: Number(from.replaceAll(',', '')), to: Number(to.replaceAll(',', '')) };
}

describe('pictures', () => {
  test.each([
    ['dark', 1000, 'dark'],
    ['light', 1000, 'light'],
    ['narrow', 350, 'dark'],
  ] as const)('%s', async (name, width, theme) => {
    const findings = [
      finding({ firstStep: 600, lastStep: 900, severity: 'error' }),
      finding({
        rule: 'loss-spikes',
        severity: 'warning',
        firstStep: 1200,
        lastStep: 1200,
        message: 'A spike.',
      }),
      finding({ rule: 'no-warm-up', severity: 'info', firstStep: 10, lastStep: 10, message: 'No warm-up.' }),
    ];
    const runs = [
      drawnRun({ findings }),
      drawnRun({ log: FINE, name: 'a tenth of the rate', seed: 8, level: 0.7 }),
    ];
    const panel = await opened(runs, {
      options: { theme, width, height: 1500 },
      view: { explained: true, smoothing: 0.9 },
    });
    await panel.page.screenshot({ path: path.join(pictures, `charts-${name}.png`) });
    expect(panel.complaints).toEqual([]);
  });

  test('high contrast: the lines and what is between them can be seen', async () => {
    const panel = await opened([drawnRun()], { view: { smoothing: 0.9 } });
    const before = await inkOf(chart(panel, 'grad_norm'));
    await panel.page.evaluate(() => document.body.classList.add('vscode-high-contrast'));
    await expect.poll(() => inkOf(chart(panel, 'grad_norm'))).not.toBe(before);
    await panel.page.screenshot({ path: path.join(pictures, 'charts-high-contrast.png') });
  });

  test('high contrast: the slider and the box are seen, though buttons there are as black as the page', async () => {
    const panel = await opened([drawnRun()], { options: { theme: 'high-contrast' } });
    for (const control of ['smoothing', 'logarithmic']) {
      const accent = await panel.page
        .getByTestId(control)
        .evaluate((element) => getComputedStyle(element).accentColor);
      expect(accent).toBe('rgb(111, 195, 223)');
    }
  });

  test('wide: three columns; axes of time and logarithms', async () => {
    const run = drawnRun({ findings: [finding({ firstStep: 600, lastStep: 900 })] });
    const panel = await opened([run], {
      options: { width: 1900, height: 900 },
      view: { axis: 'time', logarithmic: true, smoothing: 0 },
    });
    const lefts = await panel.page
      .getByTestId('chart')
      .evaluateAll((charts) => charts.map((each) => each.getBoundingClientRect().left));
    expect(new Set(lefts).size).toBe(3);
    await panel.page.screenshot({ path: path.join(pictures, 'charts-wide.png') });
    expect(panel.complaints).toEqual([]);
  });
});
