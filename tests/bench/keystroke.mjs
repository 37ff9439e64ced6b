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
const measured = { median: templates[Math.floor(templates.length / 2)], largest: templates.at(-1) };

const provided = {};
const stop = await editor({ provide: (name, value) => (provided[name] = value) });
const browser = await launchBrowser('en-US');
try {
  const { origin, home } = provided.editor;
  const workspace = path.join(home, 'workspaces', 'bench');
  cpSync(demoWorkspace, workspace, { recursive: true });
  for (const { name } of Object.values(measured)) {
    // Beside a tokenizer, so that tokens are made at every key too.
    cpSync(path.join(demoWorkspace, 'models/tiny-chat'), path.join(workspace, name), { recursive: true });
    copyFileSync(path.join(folder, name), path.join(workspace, name, 'chat_template.jinja'));
  }
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const workbench = new Workbench(page);
  await page.goto(`${origin}/?folder=${encodeURIComponent(workspace)}`);
  await workbench.isReady();
  for (const [label, { name, size }] of Object.entries(measured)) {
    await workbench.open(`${name}/chat_template.jinja`);
    await workbench.run('Transformers: Preview Chat Template');
    const panel = workbench.preview();
    await panel.renderedText.filter({ hasText: /\S/ }).waitFor();
    const what = `${label} template (${(size / 1000).toFixed(1)} kB)`;
    report(`key -> pixels, ${what}`, await typeAndWatch(page, workbench, panel));
    report(`  transformers' own compile + render`, libraryAlone(path.join(folder, name)));
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
    // The same function again is no second listener.
    window.addEventListener('keydown', window.noteKey, true);
  });
  await panel.renderedText.evaluate((element) => {
    window.frames_ = [];
    new MutationObserver(() =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        const count = /^x*/.exec(element.textContent)[0].length;
        channel.port1.onmessage = () =>
          window.frames_.push({ count, time: performance.timeOrigin + performance.now() });
        channel.port2.postMessage(undefined);
      }),
    ).observe(element, { childList: true, subtree: true, characterData: true });
  });
  const all = warmUp + keys;
  await page.keyboard.type('x'.repeat(all), { delay: rhythm });
  await panel.renderedText.filter({ hasText: 'x'.repeat(all) }).waitFor();
  const frames = await panel.renderedText.evaluate(() => window.frames_);
  const times = await page.evaluate(() => window.keyTimes);
  return times
    .slice(0, all)
    .map((time, index) => frames.find(({ count }) => count > index)?.time - time)
    .slice(warmUp)
    .filter((milliseconds) => !Number.isNaN(milliseconds));
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
  const sorted = milliseconds.map(Math.round).sort((one, other) => one - other);
  const at = (share) => `${sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]} ms`;
  console.log(`${what.padEnd(58)}${`p50 ${at(0.5)}`.padStart(12)}${`p95 ${at(0.95)}`.padStart(14)}`);
}
