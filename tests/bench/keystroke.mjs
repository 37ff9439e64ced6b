// Key → pixels in the real editor: from the key's own event to the frame that shows the changed prompt. Beside it
// the frame in which the editor itself shows the typed letter, and the same keys with the least extension that
// shows what the installed library renders (bare_preview).
import { copyFileSync, cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { launchBrowser } from '../../scripts/editor/browser.mjs';
import { python } from '../../scripts/environment.mjs';
import { demoWorkspace } from '../../scripts/setup/demo.mjs';
import editor from '../e2e/harness/editor.mjs';
import { Workbench } from '../e2e/harness/workbench.mjs';
import { library, packBarePreview } from './barePreview.mjs';
import { typeAndWatch } from './typing.mjs';

/** How much longer a key may take with us: a deadline, a process that can be killed and the problems are not free. */
const RATIO = 1.25;
/** Milliseconds between the keys of a fast typist… */
const FAST = 110;
/** …and of one who waits for nobody, but for whom nobody waits either: each key finds the library at rest. */
const CALM = 250;
const keys = process.argv.includes('--quick') ? 15 : 40;
const letters = [...'uvwxyz'];

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
const packed = mkdtempSync(path.join(os.tmpdir(), 'bare-preview-'));
Object.assign(process.env, library);
const stop = await editor({ provide: (name, value) => (provided[name] = value) }, quiet, [
  packBarePreview(packed),
]);
rmSync(packed, { recursive: true });
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
  for (const [label, rhythm, held] of [
    ['median', FAST, true],
    ['largest', CALM, true],
    // Faster than the library compiles it here: keys are left out, and how many depends on the machine's mood.
    ['largest', FAST, false],
  ]) {
    const { name, size } = chosen[label];
    const bare = [];
    const ours = [];
    // By turns: a machine that gets slower in between is slower for both.
    for (const letter of letters.splice(0, 2)) {
      bare.push(...(await keysWith(workbench, name, 'Bare Preview', rhythm, letter)));
      ours.push(...(await keysWith(workbench, name, 'Transformers: Preview Chat Template', rhythm, letter)));
    }
    const alone = libraryAlone(path.join(folder, name), rhythm);
    const what = `${label} template (${(size / 1000).toFixed(1)} kB), a key every ${rhythm} ms`;
    report(`key -> pixels, ${what}`, parts(ours, 'total'));
    report(`  of it transformers' own compile + render`, parts(ours, 'library'));
    report(`  and everything else`, parts(ours, 'rest'));
    report(`  the editor's own letter, to compare`, parts(ours, 'echo'));
    report(`  a bare extension around the library, to compare`, parts(bare, 'total'));
    report(`    of it transformers' own compile + render`, parts(bare, 'library'));
    report(`    and everything else`, parts(bare, 'rest'));
    report(`  compile + render with the machine to itself`, alone);
    if (held) check(label, parts(ours, 'total'), parts(bare, 'total'), alone);
  }
} finally {
  await browser.close();
  await stop();
}

/** The keys typed into a template with the preview that a command opens beside it. */
async function keysWith(workbench, name, command, rhythm, letter) {
  await workbench.open(`${name}/chat_template.jinja`);
  await workbench.run(command);
  const { renderedText } = workbench.preview();
  await renderedText.filter({ hasText: /\S/ }).waitFor();
  const measured = await typeAndWatch(workbench, renderedText, { keys, rhythm, letter });
  await workbench.run('File: Revert File');
  await workbench.closeAll();
  return measured;
}

/** Milliseconds that transformers itself takes for the same template, a little different each time, so often. */
function libraryAlone(file, rhythm) {
  const text = readFileSync(file, 'utf8');
  const messages = [{ role: 'user', content: 'What is the tallest mountain in Japan?' }];
  const input = Array.from({ length: 2 * keys }, (_, n) =>
    JSON.stringify({ template: 'x'.repeat(n + 1) + text, messages }),
  );
  const peer = path.join(import.meta.dirname, 'peer_render.py');
  const answers = execFileSync(python, [peer, String(rhythm / 1000)], {
    input: `${input.join('\n')}\n`,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return answers
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).seconds * 1000);
}

function parts(measured, name) {
  return measured.map((each) => (name === 'rest' ? each.total - each.library : each[name]));
}

function report(what, milliseconds) {
  const [p50, p95] = [at(milliseconds, 0.5), at(milliseconds, 0.95)];
  console.log(`${what.padEnd(68)}${`p50 ${p50} ms`.padStart(12)}${`p95 ${p95} ms`.padStart(14)}`);
}

function at(milliseconds, share) {
  const sorted = milliseconds.map(Math.round).sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/**
 * The targets, at p95: 60 ms on a median template; on the largest, transformers' own time alone and 40 ms. Most of it
 * is the editor's and the browser's: where the bare extension misses a target, the machine cannot meet it. Ours to
 * answer for is that we take no longer than that does, but for what it does not do.
 */
function check(label, ours, bare, alone) {
  const [total, theirs] = [at(ours, 0.95), at(bare, 0.95)];
  const limit = label === 'median' ? 60 : at(alone, 0.95) + 40;
  if (total > limit && theirs > limit) {
    console.log(
      `  target ${limit} ms: out of reach on this machine, for the bare extension, too (${theirs} ms)`,
    );
  } else if (total > limit) {
    missed(`p95 of the ${label} template is ${total} ms, the target ${limit} ms`);
  }
  const ratio = at(ours, 0.5) / at(bare, 0.5);
  console.log(`  beside the bare extension, at p50: ${ratio.toFixed(2)} (limit ${RATIO})`);
  if (ratio > RATIO) missed(`the ${label} template takes ${ratio.toFixed(2)} of the bare extension's time`);
}

function missed(what) {
  console.error(`MISSED: ${what}`);
  process.exitCode = 1;
}
