// Key → pixels in the real editor: from the key's own event to the frame that shows the changed prompt,
// beside the frame in which the editor itself shows the typed letter.
import { copyFileSync, cpSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { launchBrowser } from '../../scripts/editor/browser.mjs';
import { python } from '../../scripts/environment.mjs';
import { demoWorkspace } from '../../scripts/setup/demo.mjs';
import editor from '../e2e/harness/editor.mjs';
import { Workbench } from '../e2e/harness/workbench.mjs';

const keys = process.argv.includes('--quick') ? 30 : 80;
/** Keys before those that count: the browser compiles what it has not run yet. */
const warmUp = 15;
/** Milliseconds between keys: a fast typist's. */
const rhythm = 110;

const find =
  'import importlib.util, pathlib; print(pathlib.Path(importlib.util.find_spec("trl").origin).parent)';
const folder = path.join(execFileSync(python, ['-c', find], { encoding: 'utf8' }).trim(), 'chat_templates');
const templates = readdirSync(folder)
  .filter((name) => name.endsWith('.jinja'))
  .map((name) => ({ name, size: statSync(path.join(folder, name)).size }))
  .sort((one, other) => one.size - other.size);
const chosen = { median: templates[Math.floor(templates.length / 2)], largest: templates.at(-1) };

const provided = {};
// A remote window looks for open ports every two seconds: it reads all of /proc and starts two commands, on the
// cores that are measured. A desktop window does not.
const quiet = { 'remote.autoForwardPortsSource': 'output' };
const stop = await editor({ provide: (name, value) => (provided[name] = value) }, quiet);
const browser = await launchBrowser('en-US');
try {
  const { origin, home } = provided.editor;
  const workspace = path.join(home, 'workspaces', 'bench');
  cpSync(demoWorkspace, workspace, { recursive: true });
  for (const { name } of Object.values(chosen)) {
    // Beside a tokenizer, so that tokens are made at every key too.
    cpSync(path.join(demoWorkspace, 'models/tiny-chat'), path.join(workspace, name), { recursive: true });
    copyFileSync(path.join(folder, name), path.join(workspace, name, 'chat_template.jinja'));
  }
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const workbench = new Workbench(page);
  await page.goto(`${origin}/?folder=${encodeURIComponent(workspace)}`);
  await workbench.isReady();
  for (const [label, { name, size }] of Object.entries(chosen)) {
    await workbench.open(`${name}/chat_template.jinja`);
    await workbench.run('Transformers: Preview Chat Template');
    const panel = workbench.preview();
    await panel.renderedText.filter({ hasText: /\S/ }).waitFor();
    const what = `${label} template (${(size / 1000).toFixed(1)} kB)`;
    const measured = await typeAndWatch(page, workbench, panel);
    report(
      `key -> pixels, ${what}`,
      measured.map(({ total }) => total),
    );
    report(
      `  of it transformers' own compile + render`,
      measured.map(({ library }) => library),
    );
    report(
      `  and everything else`,
      measured.map(({ total, library }) => total - library),
    );
    report(
      `  the editor's own letter, to compare`,
      measured.map(({ echo }) => echo),
    );
    const alone = libraryAlone(path.join(folder, name));
    report(`  compile + render with the machine to itself`, alone);
    check(label, measured, alone);
    await workbench.run('File: Revert File');
    await workbench.closeAll();
  }
} finally {
  await browser.close();
  await stop();
}

/** Milliseconds from each key to the frame that shows it in the prompt. */
async function typeAndWatch(page, workbench, panel) {
  await workbench.focusEditor();
  await workbench.goTo(1, 1);
  await page.evaluate(() => {
    window.noteKey ??= () => window.keyTimes.push(performance.timeOrigin + performance.now());
    window.keyTimes = [];
    window.echoes = [];
    // The same function again is no second listener.
    window.addEventListener('keydown', window.noteKey, true);
    const lines = document.querySelector('.editor-group-container.active .monaco-editor .view-lines');
    new MutationObserver(() => {
      const letters = Math.max(
        ...[...lines.children].map(({ textContent }) => /^x*/.exec(textContent)[0].length),
      );
      // This runs in the frame that draws the letter: the message comes right after it.
      const channel = new MessageChannel();
      channel.port1.onmessage = () =>
        window.echoes.push({ count: letters, time: performance.timeOrigin + performance.now() });
      channel.port2.postMessage(undefined);
    }).observe(lines, { childList: true, subtree: true, characterData: true });
  });
  await panel.renderedText.evaluate((element) => {
    window.frames_ = [];
    window.library = 0;
    window.addEventListener('message', ({ data }) => {
      // What the library itself took for the text that is about to be shown, measured where it ran.
      window.library = data.changes?.rendered?.milliseconds ?? window.library;
    });
    new MutationObserver(() =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        const count = /^x*/.exec(element.textContent)[0].length;
        const { library } = window;
        channel.port1.onmessage = () =>
          window.frames_.push({ count, library, time: performance.timeOrigin + performance.now() });
        channel.port2.postMessage(undefined);
      }),
    ).observe(element, { childList: true, subtree: true, characterData: true });
  });
  const all = warmUp + keys;
  await page.keyboard.type('x'.repeat(all), { delay: rhythm });
  await panel.renderedText.filter({ hasText: 'x'.repeat(all) }).waitFor();
  const frames = await panel.renderedText.evaluate(() => window.frames_);
  const { keyTimes: times, echoes } = await page.evaluate(() => ({ keyTimes, echoes }));
  const measured = times
    .slice(0, all)
    .map((time, index) => ({ time, frame: frames.find(shows(index)), echo: echoes.find(shows(index)) }))
    .slice(warmUp);
  // Without them there would be nothing to compare with the targets, and none would be missed.
  if (measured.length < keys || measured.some(({ frame, echo }) => !frame || !echo))
    throw new Error('Not every key was seen in the editor and in the prompt.');
  return measured.map(({ time, frame, echo }) => ({
    total: frame.time - time,
    library: frame.library,
    echo: echo.time - time,
  }));
}

function shows(index) {
  return ({ count }) => count > index;
}

/** Milliseconds that transformers itself takes for the same template, a little different each time. */
function libraryAlone(file) {
  const text = readFileSync(file, 'utf8');
  const messages = [{ role: 'user', content: 'What is the tallest mountain in Japan?' }];
  const input = Array.from({ length: keys }, (_, n) =>
    JSON.stringify({ template: 'x'.repeat(n + 1) + text, messages }),
  );
  const peer = path.join(import.meta.dirname, 'peer_render.py');
  const answers = execFileSync(python, [peer], {
    input: `${input.join('\n')}\n`,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return answers
    .trim()
    .split('\n')
    .map((seconds) => Number(seconds) * 1000);
}

function report(what, milliseconds) {
  const [p50, p95] = [at(milliseconds, 0.5), at(milliseconds, 0.95)];
  console.log(`${what.padEnd(58)}${`p50 ${p50} ms`.padStart(12)}${`p95 ${p95} ms`.padStart(14)}`);
}

function at(milliseconds, share) {
  const sorted = milliseconds.map(Math.round).sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** The targets, at p95: 60 ms on a median template; on the largest, transformers' own time alone and 40 ms. */
function check(label, measured, alone) {
  const total = at(
    measured.map((each) => each.total),
    0.95,
  );
  const limit = label === 'median' ? 60 : at(alone, 0.95) + 40;
  if (total > limit) {
    console.error(`MISSED: p95 of the ${label} template is ${total} ms, the target ${limit} ms`);
    process.exitCode = 1;
  }
}
