// Starts the one editor of a run, with the packed extension in it, and says where it is.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findChromium } from '../../../scripts/editor/browser.mjs';
import { installExtension, startCodeServer } from '../../../scripts/editor/codeServer.mjs';
import { demoEnvironment, makeProfile } from '../../../scripts/editor/profile.mjs';
import { cache } from '../../../scripts/environment.mjs';
import { demoHuggingFace } from '../../../scripts/setup/demo.mjs';
import { vsix } from '../../../scripts/setup/extension.mjs';
import { setUp } from '../../../scripts/setup/index.mjs';
import { artifacts } from './artifacts.mjs';

export default async function editor({ provide }) {
  findChromium();
  await setUp('vsix', 'demo', 'editor');
  rmSync(artifacts, { recursive: true, force: true });
  mkdirSync(artifacts, { recursive: true });

  const home = path.join(cache, 'e2e');
  rmSync(home, { recursive: true, force: true });
  const huggingFace = path.join(home, 'huggingface');
  cpSync(demoHuggingFace, huggingFace, { recursive: true, verbatimSymlinks: true });
  const profile = makeProfile(home);
  await installExtension(profile, vsix);
  const session = await startCodeServer({
    profile,
    workspace: home,
    environment: demoEnvironment(huggingFace),
    log: 'e2e-code-server',
  });
  provide('editor', { origin: new URL(session.url).origin, home, huggingFace });
  return () => session.stop();
}
