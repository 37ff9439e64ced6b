// `npm run screenshots`: the README's pictures, taken from the real editor on the demo workspace.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { launchBrowser } from './editor/browser.mjs';
import { installExtension, startCodeServer } from './editor/codeServer.mjs';
import { demoEnvironment, makeProfile } from './editor/profile.mjs';
import { root } from './environment.mjs';
import { scenes } from './screenshots/scenes.mjs';
import { demoHuggingFace, demoWorkspace } from './setup/demo.mjs';
import { vsix } from './setup/extension.mjs';
import { setUp } from './setup/index.mjs';
import { main, say } from './setup/report.mjs';
import { Workbench } from '../tests/e2e/harness/workbench.mjs';

const target = path.join(root, 'images/screenshots');

async function take(scene, home, settings) {
  const name = `${scene.name}-${settings.name}`;
  const workspace = path.join(home, name, 'demo');
  cpSync(demoWorkspace, workspace, { recursive: true });
  // Where its path tells nothing of the machine the pictures are taken on.
  const huggingFace = path.join(home, 'huggingface');
  cpSync(demoHuggingFace, huggingFace, { recursive: true, verbatimSymlinks: true, force: true });
  const profile = makeProfile(path.join(home, name), {
    'workbench.colorTheme': settings.theme,
    'editor.minimap.enabled': false,
    ...scene.settings,
  });
  await installExtension(profile, vsix);
  const prepared = (await scene.prepare?.({ home: path.join(home, name), workspace })) ?? {};
  const session = await startCodeServer({
    profile,
    workspace,
    environment: { ...demoEnvironment(huggingFace), ...prepared.environment },
    log: 'screenshots',
  });
  const browser = await launchBrowser(settings.locale);
  try {
    const context = await browser.newContext({
      locale: settings.locale,
      viewport: { width: 1280, height: 760 },
      // Sharp on the screens people read a README on.
      deviceScaleFactor: 2,
    });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    await page.goto(session.url);
    const workbench = new Workbench(page);
    await workbench.isReady();
    await scene.play(workbench, settings.locale, prepared);
    // No cursor over a tab: its tooltip would cover what the picture is about.
    await page.mouse.move(5, 500);
    await page.locator('.workbench-hover-container').waitFor({ state: 'detached' });
    await page.screenshot({ path: path.join(target, `${name}.png`) });
    say(`${name}.png`);
  } finally {
    await browser.close();
    await session.stop();
    await prepared.stop?.();
  }
}

await main(async () => {
  const wanted = process.argv.slice(2);
  const chosen = scenes.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  await setUp('vsix', 'demo', 'editor', ...chosen.flatMap(({ needs = [] }) => needs));
  mkdirSync(target, { recursive: true });
  const home = mkdtempSync(path.join(os.tmpdir(), 'workbench-screenshots-'));
  try {
    for (const scene of chosen) {
      for (const settings of scene.looks) await take(scene, home, settings);
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
