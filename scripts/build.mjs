// Bundles the extension host and the webviews. `--production` minifies, `--watch` goes on building.
import { copyFile, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { root } from './environment.mjs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const dist = path.join(root, 'dist');
const webviews = path.join(dist, 'webview');
/** The folders of extension/webview: each is one bundle. */
const panels = ['chatTemplate', 'cache', 'tensorboard', 'health'];

const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  // Japanese in the sources stays readable in the bundle.
  charset: 'utf8',
  logLevel: 'info',
};

const host = {
  ...shared,
  entryPoints: ['extension/src/extension.ts'],
  outfile: 'dist/extension.js',
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  external: ['vscode'],
  tsconfig: 'tsconfig.json',
};

const browser = {
  ...shared,
  entryPoints: Object.fromEntries(panels.map((name) => [name, `extension/webview/${name}/main.ts`])),
  outdir: webviews,
  format: 'esm',
  platform: 'browser',
  // Into a shadow root, where a style sheet of the page does not reach.
  loader: { '.css': 'text' },
  target: 'es2022',
  tsconfig: 'extension/webview/tsconfig.json',
};

async function copyAssets() {
  await mkdir(webviews, { recursive: true });
  const icons = path.join(root, 'node_modules', '@vscode', 'codicons', 'dist');
  for (const name of ['codicon.css', 'codicon.ttf']) {
    await copyFile(path.join(icons, name), path.join(webviews, name));
  }
  for (const name of panels) {
    await copyFile(path.join(root, 'extension', 'webview', 'page.css'), path.join(webviews, `${name}.css`));
  }
}

if (production) {
  await rm(dist, { recursive: true, force: true });
}
await copyAssets();
if (watch) {
  const contexts = await Promise.all([host, browser].map((options) => esbuild.context(options)));
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  await Promise.all([host, browser].map((options) => esbuild.build(options)));
}
