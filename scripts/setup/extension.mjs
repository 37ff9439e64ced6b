// The extension: built from source, then packed into a VSIX that installs offline on every platform.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from '../environment.mjs';
import { faults } from '../package/contents.mjs';
import { command } from './command.mjs';
import { Advice } from './report.mjs';

export const vsix = path.join(root, 'transformers-workbench.vsix');
const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');

/** @type {import('./step.mjs').Step[]} */
export const extension = [
  {
    name: 'build',
    title: 'the extension: dist',
    stamp: '.cache/stamps/build',
    needs: ['packages'],
    inputs: () => ({ paths: ['extension', 'scripts/build.mjs', 'package-lock.json', 'tsconfig.json'] }),
    outputs: ['dist/extension.js'],
    run: () => command('build', [process.execPath, 'scripts/build.mjs']),
  },
  {
    name: 'vsix',
    title: 'the installable package: transformers-workbench.vsix',
    stamp: '.cache/stamps/vsix',
    needs: ['build', 'bundle'],
    inputs: () => ({
      paths: [
        '.vscodeignore', 'package.json', 'package.nls.json', 'package.nls.ja.json', 'README.md', 'README.ja.md',
        'CHANGELOG.md', 'LICENSE', 'dist', 'l10n', 'images', 'extension', 'server', 'bundled', 'scripts/package',
      ],
    }),
    outputs: [vsix],
    async run() {
      const words = ['package', '--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository'];
      await command('vsix', [process.execPath, vsce, ...words, '--out', vsix]);
      const wrong = existsSync(vsix) ? faults(vsix) : ['There is none.'];
      if (wrong.length > 0) throw new Advice(`The package may not ship:\n  ${wrong.join('\n  ')}`);
    },
  },
];
