// bundled/libs: what the language server runs on. The same files on every platform and for every Python from 3.10.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root, venv, windows } from '../environment.mjs';
import { command } from './command.mjs';
import { Advice } from './report.mjs';

const target = path.join(root, 'bundled/libs');
const uv = path.join(venv, windows ? 'Scripts/uv.exe' : 'bin/uv');
/** Of a package's metadata only the version and the licence matter once it is installed. */
const metadataKept = /^(METADATA|LICEN[CS]E.*|licenses)$/i;
const native = /\.(so|pyd|dll|dylib)$/;

function prune(folder, inMetadata = false) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    const unwanted =
      ['__pycache__', 'bin', 'tests', 'test', 'example.py', '.lock'].includes(entry.name) ||
      (inMetadata && !metadataKept.test(entry.name));
    if (unwanted) rmSync(file, { recursive: true });
    else if (native.test(entry.name)) {
      throw new Advice(`${file} is a compiled library: bundled packages must be pure Python.`);
    } else if (entry.isDirectory() && entry.name !== 'licenses')
      prune(file, entry.name.endsWith('.dist-info'));
  }
}

/** @type {import('./step.mjs').Step} */
export const bundle = {
  name: 'bundle',
  title: 'the libraries that ship with the extension: bundled/libs',
  stamp: 'bundled/.set-up',
  needs: ['development'],
  inputs: () => ({ paths: ['requirements/bundled.txt', 'scripts/setup/bundle.mjs'] }),
  outputs: [path.join(target, 'pygls')],
  async run() {
    if (existsSync(target)) rmSync(target, { recursive: true });
    // uv resolves for the oldest Python instead of the running one, which would leave out what only 3.10 needs.
    await command(
      'bundle',
      [
        uv,
        'pip',
        'install',
        '--target',
        target,
        '--python-version',
        '3.10',
        '--only-binary',
        ':all:',
        '--no-deps',
        '--link-mode',
        'copy',
        '-r',
        'requirements/bundled.txt',
      ],
      { env: { UV_PYTHON_DOWNLOADS: 'never' } },
    );
    prune(target);
  },
};
