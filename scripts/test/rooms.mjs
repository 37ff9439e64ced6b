// The tests of a room, in every layer: folders of its name.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from '../environment.mjs';

const endings = { typescript: '.test.ts', python: '.py', e2e: '.e2e.mjs' };
const tests = path.join(root, 'tests');

function folder(layer, room) {
  return path.join(tests, layer === 'e2e' ? 'e2e' : '', room);
}

function hasTests(layer, room) {
  const place = folder(layer, room);
  if (!statSync(place, { throwIfNoEntry: false })?.isDirectory()) return false;
  return readdirSync(place).some(
    (name) => name.endsWith(endings[layer]) && (layer !== 'python' || name.startsWith('test_')),
  );
}

/** Every room that has tests. */
export function rooms() {
  const named = new Set([tests, path.join(tests, 'e2e')].flatMap((place) => readdirSync(place)));
  return [...named].filter((room) => Object.keys(endings).some((layer) => hasTests(layer, room))).sort();
}

/** What a layer's runner is told to run only these rooms; empty: it has none of them. */
export function wordsFor(layer, chosen) {
  // With the separator at its end, so that a room whose name begins alike is not meant.
  return chosen.filter((room) => hasTests(layer, room)).map((room) => folder(layer, room) + path.sep);
}
