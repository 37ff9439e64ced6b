// What there is to pass. Each layer sets up what it needs and gives its counts.
import path from 'node:path';
import { findChromium } from '../editor/chromium.mjs';
import { python, root } from '../environment.mjs';
import { setUp } from '../setup/index.mjs';
import { check, pytest, vitest } from './run.mjs';
import { versions } from './versions.mjs';

const bin = (file) => path.join(root, 'node_modules', file);
const node = process.execPath;
const runner = bin('vitest/vitest.mjs');

function total(counts) {
  const sum = (name) => counts.reduce((all, each) => all + each[name], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

async function lint() {
  await setUp('packages', 'development');
  const checks = [
    [python, '-m', 'ruff', 'check', '.'],
    [python, '-m', 'ruff', 'format', '--check', '.'],
    [python, '-m', 'mypy'],
    [node, bin('typescript/bin/tsc'), '-p', '.'],
    [node, bin('typescript/bin/tsc'), '-p', 'extension/webview'],
    [node, bin('typescript/bin/tsc'), '-p', 'tests'],
    [node, bin('eslint/bin/eslint.js'), '.'],
    [node, bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'],
    [node, 'scripts/protocol.mjs', '--check'],
  ];
  const counts = [];
  for (const command of checks) {
    const name = command.slice(1).map((word) => path.relative(root, path.resolve(root, word)) || '.');
    console.log(`· ${name.join(' ')}`);
    counts.push(await check(command));
  }
  return total(counts);
}

async function pythonTests(words) {
  await setUp('packages', 'development', 'bundle', 'demo', 'training');
  return pytest(python, 'python', words);
}

async function typescript(words) {
  findChromium();
  await setUp('packages', 'development');
  return vitest(runner, 'typescript', words);
}

async function endToEnd(words) {
  findChromium();
  await setUp('vsix', 'demo', 'development', 'training', 'editor');
  return vitest(runner, 'e2e', ['--config', 'tests/e2e/vitest.config.mjs', ...words]);
}

export const layers = { lint, python: pythonTests, typescript, e2e: endToEnd, versions };
/** What `npm test` runs: the quickest first. */
export const usual = ['lint', 'typescript', 'python', 'e2e'];
