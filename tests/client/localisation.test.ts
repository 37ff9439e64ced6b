// Every word a user sees exists in Japanese, with the same places for values.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = path.resolve(__dirname, '../..');
const read = (file: string): Record<string, string> =>
  JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Record<string, string>;

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      yield* sources(file);
    } else if (file.endsWith('.ts')) {
      yield file;
    }
  }
}

/** The first argument of every `l10n.t(…)`; a computed one could not be translated and fails here. */
function words(file: string): string[] {
  const found: string[] = [];
  const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /(^|\.)l10n\.t$/.test(node.expression.getText())) {
      const [message] = node.arguments;
      if (message === undefined || !ts.isStringLiteralLike(message)) {
        throw new Error(`${file}: l10n.t needs a literal, not ${message?.getText() ?? 'nothing'}`);
      }
      found.push(message.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

const places = (text: string): string[] => [...new Set(text.match(/\{\d+\}/g) ?? [])].sort();
const inSources = new Set([...sources(path.join(root, 'extension/src'))].flatMap(words));
const bundle = read('l10n/bundle.l10n.ja.json');
const english = read('package.nls.json');
const japanese = read('package.nls.ja.json');
const manifest = readFileSync(path.join(root, 'package.json'), 'utf8');

describe('Japanese', () => {
  test('has every word of the sources', () => {
    expect([...inSources].filter((message) => !(message in bundle))).toEqual([]);
  });

  test('has no word that nothing says any more', () => {
    expect(Object.keys(bundle).filter((message) => !inSources.has(message))).toEqual([]);
  });

  test('puts the same values into every sentence', () => {
    const wrong = Object.entries(bundle).filter(([from, to]) => places(from).join() !== places(to).join());
    expect(wrong).toEqual([]);
  });

  test('has every word of the manifest', () => {
    const named = [...manifest.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? '');
    expect(named.filter((key) => !Object.hasOwn(english, key) || !Object.hasOwn(japanese, key))).toEqual([]);
    expect(Object.keys(japanese).sort()).toEqual(Object.keys(english).sort());
  });
});
