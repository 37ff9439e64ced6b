import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { distributions } from '../../scripts/package/distributions.mjs';
import { foldersInBundles, nodePackage } from '../../scripts/package/nodePackages.mjs';
import { noticesText } from '../../scripts/package/notices.mjs';

const text = `Copyright (c) 2020 Somebody\n\n${'Permission is granted. '.repeat(20)}`;
let base = '';
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'notices-'));
});
afterEach(() => rmSync(base, { recursive: true }));

function write(name: string, content: string): void {
  const file = path.join(base, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function packed(name: string, more: object = {}): string {
  const folder = `node_modules/${name}`;
  write(`${folder}/package.json`, JSON.stringify({ name, version: '1.2.3', license: 'MIT', ...more }));
  return folder;
}

test('a package is in a bundle when code of it is, under whatever folder it lies', () => {
  const inputs = {
    'extension/src/extension.ts': { bytesInOutput: 10 },
    'node_modules/@scope/one/dist/index.js': { bytesInOutput: 10 },
    'node_modules/two/index.js': { bytesInOutput: 10 },
    'node_modules/two/node_modules/three/lib/a.js': { bytesInOutput: 10 },
    'node_modules/shaken/index.js': { bytesInOutput: 0 },
  };
  expect(foldersInBundles([{ outputs: { 'dist/extension.js': { inputs } } }])).toEqual([
    'node_modules/@scope/one',
    'node_modules/two',
    'node_modules/two/node_modules/three',
  ]);
});

test('an entry has name, version, licence, home page, and every text about the terms', () => {
  const folder = packed('one', { repository: { url: 'git+https://example.org/one.git' } });
  write(`${folder}/License.txt`, text.replaceAll('\n', '\r\n'));
  write(`${folder}/thirdpartynotices.txt`, 'It incorporates two.');
  write(`${folder}/license.js`, 'code');
  const all = noticesText([nodePackage(folder, base)]);
  expect(all).toContain('\none 1.2.3\nLicense: MIT\nHomepage: https://example.org/one\n');
  expect(all).toContain(text.trim());
  expect(all).toContain('It incorporates two.');
  expect(all).not.toContain('code\n');
});

test('the file is the same whatever order packages come in, and a package is in it once', () => {
  const folders = ['b', 'a'].map((name) => packed(name));
  folders.forEach((folder) => write(`${folder}/LICENSE`, text));
  const [b, a] = folders.map((folder) => nodePackage(folder, base));
  if (!a || !b) throw new Error('Both are there.');
  const all = noticesText([b, a]);
  expect(all).toBe(noticesText([a, b, a]));
  expect(all.indexOf('a 1.2.3')).toBeLessThan(all.indexOf('b 1.2.3'));
});

test.each([
  ['no licence text', undefined],
  ['one that only says where the text is', 'MIT, see the website.'],
])('a package with %s cannot ship', (_, content) => {
  const folder = packed('bare');
  if (content) write(`${folder}/LICENSE`, content);
  expect(() => noticesText([nodePackage(folder, base)])).toThrow('bare 1.2.3 has no licence text.');
});

test('a package that does not say its licence cannot ship', () => {
  const folder = packed('silent', { license: undefined });
  write(`${folder}/LICENSE`, text);
  expect(() => noticesText([nodePackage(folder, base)])).toThrow('silent 1.2.3 does not say its licence.');
});

test('Python libraries say their licence in any of three ways', () => {
  const ways = {
    one: 'License-Expression: PSF-2.0',
    two: 'Classifier: License :: OSI Approved :: MIT License',
    three: 'License: ISC\nProject-URL: Homepage, https://example.org/three',
  };
  for (const [name, way] of Object.entries(ways)) {
    write(
      `libs/${name}-1.0.dist-info/METADATA`,
      `Name: ${name}\nVersion: 1.0\n${way}\n\nLicense: none of it`,
    );
    write(`libs/${name}-1.0.dist-info/licenses/sub/LICENSE`, text);
  }
  const found = distributions(path.join(base, 'libs'));
  expect(Object.fromEntries(found.map((each) => [each.name, each.license]))).toEqual({
    one: 'PSF-2.0',
    two: 'MIT',
    three: 'ISC',
  });
  expect(found.find((each) => each.name === 'three')?.homepage).toBe('https://example.org/three');
  expect(noticesText(found).split(text.trim())).toHaveLength(4);
});

test('without the bundled libraries there are no notices', () => {
  expect(() => distributions(path.join(base, 'libs'))).toThrow('npm run package');
});
