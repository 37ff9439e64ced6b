// The extension: built from source, then packed into a VSIX that installs offline on every platform.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from '../environment.mjs';
import { faults } from '../package/contents.mjs';
import { command } from './command.mjs';
import { Advice } from './report.mjs';

export const vsix = path.join(root, 'transformers-workbench.vsix');
const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');

/** @type {import('./step.mjs').Step} */
export const extension = {
  name: 'vsix',
  title: 'the extension: transformers-workbench.vsix',
  stamp: '.cache/stamps/vsix',
  needs: ['packages', 'bundle'],
  // What it is made of, not `dist`: a build for debugging must not find its way into the package.
  inputs: () => ({
    paths: [
      '.vscodeignore',
      'package.json',
      'package-lock.json',
      'package.nls.json',
      'package.nls.ja.json',
      'README.md',
      'README.ja.md',
      'CHANGELOG.md',
      'LICENSE',
      'tsconfig.json',
      'extension',
      'images',
      'l10n',
      'server',
      'bundled',
      'scripts/build.mjs',
      'scripts/package',
    ],
  }),
  outputs: [vsix],
  async run() {
    await command('vsix', [process.execPath, 'scripts/build.mjs', '--production']);
    const words = [
      'package',
      '--no-dependencies',
      '--no-rewrite-relative-links',
      '--allow-missing-repository',
    ];
    await command('vsix', [process.execPath, vsce, ...words, '--out', vsix]);
    const wrong = existsSync(vsix) ? faults(vsix) : ['There is none.'];
    if (wrong.length > 0) throw new Advice(`The package may not ship:\n  ${wrong.join('\n  ')}`);
  },
};
