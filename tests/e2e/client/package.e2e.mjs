import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { expect, test } from 'vitest';
import { bundles } from '../../../scripts/package/bundles.mjs';
import { contents, faults, textOf } from '../../../scripts/package/contents.mjs';
import { root } from '../../../scripts/environment.mjs';
import { vsix } from '../../../scripts/setup/extension.mjs';

const { files } = contents(vsix);

test('the package holds what the extension needs and nothing else', () => {
  expect(faults(vsix)).toEqual([]);
  const folders = new Set(files.map((file) => file.name.split('/')[0]));
  expect([...folders].filter((name) => !name.includes('.')).sort()).toEqual([
    'bundled',
    'dist',
    'extension',
    'images',
    'l10n',
    'server',
  ]);
});

test('every file of the server and the agent is in it', () => {
  const packed = new Set(files.map((file) => file.name));
  const tracked = execFileSync('git', ['ls-files', 'server'], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n');
  // How scripts for people are laid out is of no use where they are only read.
  const needless = /\.egg-info\/|\/ruff\.toml$/;
  expect(tracked.filter((file) => !packed.has(file) && !needless.test(file))).toEqual([]);
});

/** Name and version of each package of which esbuild puts code into what it writes. */
async function bundledPackages() {
  const built = await Promise.all(
    bundles({ production: true }).map((options) =>
      esbuild.build({ ...options, write: false, logLevel: 'silent' }),
    ),
  );
  const inputs = built
    .flatMap(({ metafile }) => Object.values(metafile.outputs))
    .flatMap((output) => Object.entries(output.inputs))
    .filter(([file, { bytesInOutput }]) => file.includes('node_modules/') && bytesInOutput > 0)
    .map(([file]) => {
      const [before, inside] = [
        file.slice(0, file.lastIndexOf('node_modules/')),
        file.split('node_modules/').at(-1),
      ];
      const name = inside
        .split('/')
        .slice(0, inside.startsWith('@') ? 2 : 1)
        .join('/');
      return `${before}node_modules/${name}`;
    });
  return [...new Set(inputs)].map((folder) => {
    const { name, version } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    return `${name} ${version}`;
  });
}

test('it carries the notices of all that others wrote, and of nothing else', async () => {
  const entries = (textOf(vsix, 'THIRD_PARTY_NOTICES.txt') ?? '').split(/^={80}$/m).slice(1);
  const [heads, texts] = [0, 1].map((which) => entries.filter((_, index) => index % 2 === which));
  const titles = heads.map((head) => head.trim().split('\n')[0]);

  const bundled = await bundledPackages();
  expect(bundled.map((each) => each.split(' ')[0])).toEqual(
    expect.arrayContaining(['vscode-languageclient', 'lit-html', '@vscode-elements/elements', 'uplot']),
  );
  const distributions = files
    .map((file) => /^bundled\/libs\/[^/]+\.dist-info\/METADATA$/.exec(file.name)?.[0])
    .filter((name) => name !== undefined)
    .map((name) => {
      const metadata = textOf(vsix, name);
      return ['Name', 'Version'].map((key) => new RegExp(`^${key}: (.*)$`, 'm').exec(metadata)[1]).join(' ');
    });
  expect(distributions.map((each) => each.split(' ')[0])).toEqual(expect.arrayContaining(['pygls', 'attrs']));
  const { version } = JSON.parse(
    readFileSync(path.join(root, 'node_modules/@vscode/codicons/package.json'), 'utf8'),
  );
  const rules = JSON.parse(textOf(vsix, 'server/transformers_workbench/auth/secret_rules.json'));
  const others = [`@vscode/codicons ${version}`, `gitleaks ${/[0-9a-f]{12}/.exec(rules.gitleaks)[0]}`];
  expect(titles.toSorted()).toEqual([...bundled, ...distributions, ...others].toSorted());

  expect(texts).toHaveLength(titles.length);
  titles.forEach((name, index) => {
    expect(heads[index], name).toMatch(/^License: \S.*\nHomepage: https?:\/\/\S+$/m);
    expect(texts[index].length, name).toBeGreaterThan(500);
    expect(texts[index], name).toMatch(/copyright|license/i);
  });
});
