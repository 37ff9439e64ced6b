// A profile of its own for each editor we start: nobody's own settings or extensions are touched.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { python, root } from '../environment.mjs';

/** Without these a first window is busy with itself: welcome page, chat, trust dialog, gallery look-ups. */
const calm = {
  // As on the desktop; in a browser the default saves by itself.
  'files.autoSave': 'off',
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'git.openRepositoryInParentFolders': 'never',
};

function write(file, content) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}

/** Writes the settings and returns where things are. `settings` win over the calm ones. */
export function makeProfile(folder, settings = {}) {
  const userData = path.join(folder, 'user-data');
  const extensions = path.join(folder, 'extensions');
  mkdirSync(extensions, { recursive: true });
  // A path belongs to a machine: where the window is remote, as in the embedded editor, only the machine's own
  // settings may name one; on the desktop only the user's.
  const machine = { 'transformers.client.interpreter': python };
  write(path.join(userData, 'Machine/settings.json'), machine);
  write(path.join(userData, 'User/settings.json'), { ...calm, ...machine, ...settings });
  followBrowserLanguage(userData);
  return { folder, userData, extensions };
}

/**
 * Lets the embedded editor run in the browser's language. It does so only for languages it has a pack of; the one
 * for Japanese is out of reach offline, so an empty one stands in: the editor's own words stay English, ours do not.
 */
function followBrowserLanguage(userData) {
  // Without this file the language is English, whatever the browser asks for.
  write(path.join(userData, 'User/argv.json'), {});
  const translations = { vscode: path.join(root, 'scripts/editor/japanese.i18n.json') };
  const extensions = [{ extensionIdentifier: { id: 'workbench.no-words' }, version: '1.0.0' }];
  const pack = { hash: 'empty', extensions, translations, label: '日本語' };
  write(path.join(userData, 'languagepacks.json'), { ja: pack });
}

/**
 * The environment of an editor on the demo. The caller's own cache, token and editor stay out of it: a demo
 * must neither show nor change them.
 */
export function demoEnvironment(huggingFaceHome) {
  const dropped = /^(HF_|HUGGINGFACE_|HUGGING_FACE_|TRANSFORMERS_|VSCODE_|ELECTRON_|NODE_OPTIONS$)/;
  const kept = Object.entries(process.env).filter(([name]) => !dropped.test(name) || name === 'HF_ENDPOINT');
  return { ...Object.fromEntries(kept), HF_HOME: huggingFaceHome };
}
