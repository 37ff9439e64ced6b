import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { contents, faults } from '../../../scripts/package/contents.mjs';
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
