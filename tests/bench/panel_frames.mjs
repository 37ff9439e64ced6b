// Frames of the run panel with two curves of 1,000,000 points each, while the slider is dragged and while one zooms,
// beside a bare uPlot that is given all the points: in one browser, one after the other.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { launchBrowser } from '../../scripts/editor/browser.mjs';
import { root } from '../../scripts/environment.mjs';

const POINTS = 1_000_000;
const options = {
  points: POINTS,
  frames: process.argv.includes('--quick') ? 60 : 200,
  /** Frames before those that count: the browser compiles what it has not run yet. */
  warmUp: 10,
};
const files = {
  '/health.js': ['dist/webview/health.js', 'text/javascript'],
  '/health.css': ['dist/webview/health.css', 'text/css'],
  '/uPlot.js': ['node_modules/uplot/dist/uPlot.esm.js', 'text/javascript'],
};
const pages = {
  '/panel': `<link rel="stylesheet" href="/health.css"><body class="vscode-dark"><script>
      globalThis.received = [];
      globalThis.acquireVsCodeApi = () => ({ postMessage: (each) => received.push(each), setState: () => {} });
    </script><script type="module" src="/health.js"></script>`,
  '/peer': '<body><script type="module">import uPlot from "/uPlot.js"; globalThis.uPlot = uPlot;</script>',
};

const server = createServer(({ url }, response) => {
  const [file, type] = files[url] ?? [];
  if (file === undefined) {
    response.setHeader('content-type', 'text/html');
    response.end(`<!DOCTYPE html><meta charset="utf-8">${pages[url] ?? ''}`);
    return;
  }
  response.setHeader('content-type', type);
  readFile(path.join(root, file)).then((content) => response.end(content));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await launchBrowser('en-US');
try {
  const viewport = { width: 1000, height: 700 };
  const page = await browser.newPage({ viewport });
  await page.goto(`${origin}/panel`);
  const { firstDraw, size } = await page.evaluate(openPanel, { ...options, strings: await strings() });
  const ours = await page.evaluate(panelFrames, options);
  await page.close();
  const peer = await browser.newPage({ viewport });
  await peer.goto(`${origin}/peer`);
  await peer.waitForFunction(() => globalThis.uPlot !== undefined);
  const theirs = await peer.evaluate(peerFrames, { ...options, size });
  const what = `run panel, 2 curves of ${POINTS.toLocaleString('en')} points`;
  console.log(`${what}, drawn ${Math.round(firstDraw)} ms after they came`);
  report('  frame while the slider is dragged', ours.slider, theirs.slider);
  report('  frame while zooming', ours.zoom, theirs.zoom);
} finally {
  await browser.close();
  server.close();
}

/** The words of the panel, in English. */
async function strings() {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['extension/src/webview/healthStrings.ts'],
    bundle: true,
    format: 'esm',
    write: false,
    plugins: [
      {
        name: 'l10n',
        setup(build) {
          build.onResolve({ filter: /^vscode$/ }, () => ({ path: 'vscode', namespace: 'l10n' }));
          build.onLoad({ filter: /.*/, namespace: 'l10n' }, () => ({
            contents: 'export const l10n = { t: (message) => message };',
          }));
        },
      },
    ],
  });
  const module = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
  );
  return module.healthStrings();
}

/** In the browser: milliseconds until both curves are drawn, and how large the chart is. */
async function openPanel({ points, strings }) {
  const frame = () => new Promise(requestAnimationFrame);
  const run = {
    key: '',
    name: '',
    rows: points,
    firstStep: 0,
    lastStep: points - 1,
    stepsKnown: true,
    totalSteps: 0,
    hasEpochs: false,
    hasTimes: false,
    finished: true,
    metrics: [{ name: 'loss', points, last: 1 }],
  };
  const logs = ['first', 'second'].map((name) => ({
    subject: { log: name, name, method: '', classes: 0, script: '' },
    state: {
      log: name,
      name,
      kind: 'metrics',
      generation: 1,
      runs: [run],
      findings: [],
      notes: [],
      arguments: {},
      method: '',
      classes: 0,
      script: '',
      textLog: '',
      textLogSize: 0,
      reading: false,
    },
    problem: '',
    status: '',
    icon: 'log',
    actions: [],
    outputs: [],
    command: '',
  }));
  const view = {
    smoothing: 0.6,
    logarithmic: false,
    axis: 'step',
    explained: false,
    hidden: [],
    section: 'log',
  };
  postMessage({ kind: 'init', strings, view }, '*');
  postMessage({ kind: 'logs', logs }, '*');
  const messages = logs.map((_, level) => ({
    kind: 'points',
    curve: { log: logs[level].subject.log, run: '', metric: 'loss' },
    axis: 'step',
    generation: 1,
    after: 0,
    places: Float64Array.from({ length: points }, (_, at) => at).buffer,
    values: Float32Array.from(
      { length: points },
      (_, at) => level + 2 * Math.exp((-5 * at) / points) + Math.random(),
    ).buffer,
    more: false,
  }));
  while (!received.some(({ kind, curves }) => kind === 'curves' && curves.length === 2)) {
    await frame();
  }
  const charts = document.querySelector('run-panel').shadowRoot.querySelector('run-charts');
  const chart = charts.shadowRoot.querySelector('run-chart').shadowRoot;
  const begin = performance.now();
  for (const message of messages) {
    postMessage(message, '*');
  }
  while (chart.querySelectorAll('canvas').length === 0) {
    await frame();
  }
  const { clientWidth: width, clientHeight: height } = chart.querySelector('.canvas');
  return { firstDraw: performance.now() - begin, size: { width, height } };
}

/** In the browser: how long each frame took, from the event to the next one that the browser can draw. */
async function panelFrames({ frames, warmUp }) {
  const { shadowRoot } = document.querySelector('run-panel');
  const controls = shadowRoot.querySelector('run-curve-controls').shadowRoot;
  const chart = shadowRoot.querySelector('run-charts').shadowRoot.querySelector('run-chart').shadowRoot;
  const measure = async (act) => {
    const times = [];
    for (let at = 0; at < frames + warmUp; at++) {
      const begin = await new Promise(requestAnimationFrame);
      act(at);
      // The drawing is in the frame after the event.
      await new Promise(requestAnimationFrame);
      const end = await new Promise(requestAnimationFrame);
      times.push(end - begin);
    }
    return times.slice(warmUp);
  };
  const slider = await measure((at) => {
    const input = controls.querySelector('input[type=range]');
    input.value = String(300 + ((at * 7) % 600));
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
  const canvas = chart.querySelector('.canvas');
  const { left, top, width } = chart.querySelector('.u-over').getBoundingClientRect();
  const zoom = await measure((at) => {
    canvas.dispatchEvent(
      new WheelEvent('wheel', {
        // Ten frames closer, ten back.
        deltaY: at % 20 < 10 ? -120 : 120,
        ctrlKey: true,
        clientX: left + width / 3,
        clientY: top + 20,
        bubbles: true,
        cancelable: true,
      }),
    );
  });
  return { slider, zoom };
}

/** In the browser: the same with uPlot alone, which smooths by TensorBoard's formula and draws all the points. */
async function peerFrames({ points, frames, warmUp, size }) {
  const smoothed = (values, weight) => {
    const result = new Float32Array(values.length);
    let last = 0;
    for (let at = 0; at < values.length; at++) {
      last = last * weight + (1 - weight) * values[at];
      result[at] = last / (1 - weight ** (at + 1));
    }
    return result;
  };
  const places = Float64Array.from({ length: points }, (_, at) => at);
  const raw = [0, 0.7].map((level) =>
    Float32Array.from(
      { length: points },
      (_, at) => level + 2 * Math.exp((-5 * at) / points) + Math.random(),
    ),
  );
  const lines = ['#3794ff', '#d18616'];
  const plot = new uPlot(
    {
      ...size,
      legend: { show: false },
      scales: { x: { time: false } },
      series: [
        {},
        ...lines.map((stroke) => ({ stroke: `${stroke}59`, width: 1, points: { show: false } })),
        ...lines.map((stroke) => ({ stroke, width: 2.25, points: { show: false } })),
      ],
    },
    [places, ...raw, ...raw.map((values) => smoothed(values, 0.6))],
    document.body,
  );
  const measure = async (act) => {
    const times = [];
    for (let at = 0; at < frames + warmUp; at++) {
      const begin = await new Promise(requestAnimationFrame);
      requestAnimationFrame(() => act(at));
      await new Promise(requestAnimationFrame);
      const end = await new Promise(requestAnimationFrame);
      times.push(end - begin);
    }
    return times.slice(warmUp);
  };
  const slider = await measure((at) => {
    const weight = 1 - 0.001 ** ((300 + ((at * 7) % 600)) / 1000);
    plot.setData([places, ...raw, ...raw.map((values) => smoothed(values, weight))], false);
    plot.redraw();
  });
  let range = { min: 0, max: points - 1 };
  const zoom = await measure((at) => {
    const factor = Math.exp((at % 20 < 10 ? -120 : 120) * 0.002);
    const place = range.min + (range.max - range.min) / 3;
    range = {
      min: Math.max(0, place - (place - range.min) * factor),
      max: Math.min(points - 1, place + (range.max - place) * factor),
    };
    plot.setScale('x', { ...range });
  });
  return { slider, zoom };
}

/** Two frames of 60 a second are the least there can be: one for the event, one for the drawing. */
function report(what, ours, theirs) {
  const [p50, p95] = [at(ours, 0.5), at(ours, 0.95)];
  const ratio = (p50 / at(theirs, 0.5)).toFixed(2);
  const beside = `× ${ratio} of bare uPlot's ${at(theirs, 0.5)} and ${at(theirs, 0.95)} ms`;
  console.log(`${what.padEnd(40)}${`p50 ${p50} ms`.padStart(12)}${`p95 ${p95} ms`.padStart(14)}   ${beside}`);
  if (p50 > at(theirs, 0.5)) {
    console.error(`MISSED: ${what.trim()} is slower than bare uPlot with all the points`);
    process.exitCode = 1;
  }
}

function at(milliseconds, share) {
  const sorted = milliseconds.map(Math.round).sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
