// A step of set-up is done once for the same inputs: a stamp inside what it makes holds their hash.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../environment.mjs';
import { say, seconds } from './report.mjs';

const ignored = new Set(['__pycache__', 'node_modules', '.DS_Store']);

function files(start) {
  if (!existsSync(start)) return [];
  if (!statSync(start).isDirectory()) return [start];
  return readdirSync(start)
    .filter((name) => !ignored.has(name) && !name.endsWith('.egg-info'))
    .sort()
    .flatMap((name) => files(path.join(start, name)));
}

/** Hash of files and folders (by content, relative to the checkout) and of plain facts such as a version. */
export function digest({ paths = [], facts = [] }) {
  const hash = createHash('sha256').update(JSON.stringify(facts));
  for (const file of paths.flatMap((each) => files(path.resolve(root, each)))) {
    hash.update(`\0${path.relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/**
 * @typedef {{ name: string, title: string, stamp: string, inputs: () => Parameters<typeof digest>[0],
 *   outputs?: string[], needs?: string[], run: () => Promise<void> }} Step
 */

/** @param {Step} step */
export function isDone(step) {
  const stamp = path.resolve(root, step.stamp);
  return (
    existsSync(stamp) &&
    (step.outputs ?? []).every((output) => existsSync(path.resolve(root, output))) &&
    readFileSync(stamp, 'utf8') === digest(step.inputs())
  );
}

/** @param {Step} step */
export async function perform(step) {
  const since = Date.now();
  const stamp = path.resolve(root, step.stamp);
  say(`· ${step.title} …`);
  // Without its stamp a step cut short is done again, whatever it left.
  rmSync(stamp, { force: true });
  const before = digest(step.inputs());
  await step.run();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, before);
  say(`  done in ${seconds(since)}`);
}
