// Bundles the extension host and the webviews. `--production` minifies and writes the notices of what ships,
// `--watch` goes on building.
import { copyFile, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { root } from './environment.mjs';
import { bundles, copied, panels } from './package/bundles.mjs';
import { writeNotices } from './package/notices.mjs';
import { main } from './setup/report.mjs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const dist = path.join(root, 'dist');
const webviews = path.join(dist, 'webview');

async function copyAssets() {
  await mkdir(webviews, { recursive: true });
  for (const [name, files] of Object.entries(copied)) {
    for (const file of files) {
      await copyFile(path.join(root, 'node_modules', name, file), path.join(webviews, path.basename(file)));
    }
  }
  for (const name of panels) {
    await copyFile(path.join(root, 'extension', 'webview', 'page.css'), path.join(webviews, `${name}.css`));
  }
}

await main(async () => {
  if (production) await rm(dist, { recursive: true, force: true });
  await copyAssets();
  const options = bundles({ production });
  if (watch) {
    const contexts = await Promise.all(options.map((each) => esbuild.context(each)));
    await Promise.all(contexts.map((context) => context.watch()));
    return;
  }
  const built = await Promise.all(options.map((each) => esbuild.build(each)));
  if (production) writeNotices(built.map((each) => each.metafile));
});
