// The embedded editor: code-server from npm, in a folder of its own. Needs neither root nor a compiler.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cache, windows } from '../environment.mjs';
import { command, npm } from './command.mjs';
import { Advice } from './report.mjs';

const versions = { node: '24.9.0', 'code-server': '4.139.1' };
export const editorHome = path.join(cache, 'editor');
/** code-server wants exactly this Node, whatever runs our scripts. */
export const editorNode = path.join(editorHome, 'node_modules/node/bin/node');
export const codeServer = path.join(editorHome, 'node_modules/code-server/out/node/entry.js');

const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];

async function install(...rest) {
  const { cwd, ...options } = typeof rest.at(-1) === 'object' ? rest.pop() : {};
  const env = { PATH: `${path.dirname(editorNode)}${path.delimiter}${process.env.PATH}` };
  await command('editor', [...npm(), 'install', ...rest, ...quiet], {
    cwd: cwd ?? editorHome,
    env,
    ...options,
  });
}

/** @type {import('./step.mjs').Step} */
export const editor = {
  name: 'editor',
  title: `the embedded editor: code-server ${versions['code-server']} (620 MB on disk)`,
  stamp: '.cache/editor/.stamp',
  inputs: () => ({ facts: [versions, process.platform, process.arch] }),
  outputs: [codeServer, editorNode],
  async run() {
    if (windows) {
      throw new Advice(
        'code-server does not run on Windows. Install Visual Studio Code so that `code` is on PATH, ' +
          'or run this in WSL.',
      );
    }
    rmSync(editorHome, { recursive: true, force: true });
    mkdirSync(editorHome, { recursive: true });
    // Without a package.json of its own npm would climb up to ours.
    writeFileSync(path.join(editorHome, 'package.json'), '{ "private": true }\n');
    await install(`node@${versions.node}`);
    await install('--ignore-scripts', `code-server@${versions['code-server']}`);
    const vscode = path.join(editorHome, 'node_modules/code-server/lib/vscode');
    for (const cwd of [vscode, path.join(vscode, 'extensions')]) {
      await install('--omit=dev', '--ignore-scripts', { cwd });
    }
    if (!existsSync(codeServer)) throw new Advice('code-server was installed but is not where it should be.');
  },
};
