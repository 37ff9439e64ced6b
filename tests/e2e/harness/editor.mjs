// Starts the one editor of a run, with the packed extension in it, and says where it is.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findChromium } from '../../../scripts/editor/chromium.mjs';
import { installExtension, installVsix, startCodeServer } from '../../../scripts/editor/codeServer.mjs';
import { demoEnvironment, makeProfile } from '../../../scripts/editor/profile.mjs';
import { demoHuggingFace } from '../../../scripts/setup/demo.mjs';
import { vsix } from '../../../scripts/setup/extension.mjs';
import { setUp } from '../../../scripts/setup/index.mjs';
import { artifacts } from './artifacts.mjs';
import { downloadAll, repositories, startHub } from './hub.mjs';

/** `settings` are the person's own, beside those that every test has; `more`: VSIX files beside ours. */
export default async function editor({ provide }, settings = {}, more = []) {
  findChromium();
  await setUp('vsix', 'demo', 'editor');
  mkdirSync(artifacts, { recursive: true });
  const stale = readdirSync(artifacts).filter((name) => name.startsWith('failed-'));
  stale.forEach((name) => rmSync(path.join(artifacts, name)));

  // Outside the checkout, whose own .venv and settings a workspace inside would find; and one a run.
  const home = mkdtempSync(path.join(os.tmpdir(), 'workbench-e2e-'));
  const huggingFace = path.join(home, 'huggingface');
  cpSync(demoHuggingFace, huggingFace, { recursive: true, verbatimSymlinks: true });
  const hub = await startHub(path.join(home, 'hub'));
  downloadAll(
    hub.url,
    huggingFace,
    Object.keys(repositories).filter((name) => !/not-here-yet|gated/.test(name)),
  );
  const profile = makeProfile(home, settings);
  await installExtension(profile, vsix);
  for (const file of more) await installVsix(profile, file);
  const session = await startCodeServer({
    profile,
    workspace: home,
    environment: {
      ...demoEnvironment(huggingFace),
      HF_ENDPOINT: hub.url,
      TRANSFORMERS_WORKBENCH_STATE: path.join(home, 'state'),
      // What trains is not to take every processor from what looks on.
      OMP_NUM_THREADS: '1',
    },
    log: 'e2e-code-server',
  });
  provide('editor', { origin: new URL(session.url).origin, home, huggingFace, hub: hub.url });
  return async () => {
    await session.stop();
    hub.stop();
    rmSync(home, { recursive: true, force: true });
  };
}
