// Packs the peer of the live preview, so that it can be installed as any extension is.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { python, root } from '../../scripts/environment.mjs';

const folder = path.join(import.meta.dirname, 'bare_preview');

/** What the peer renders with, as it finds it in the editor's environment. */
export const library = {
  BARE_PREVIEW_LIBRARY: JSON.stringify([python, path.join(import.meta.dirname, 'peer_render.py')]),
};

/** Its VSIX, made in a folder that whoever asks for it removes. */
export function packBarePreview(into) {
  const vsix = path.join(into, 'bare-preview.vsix');
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  const words = ['package', '--no-dependencies', '--allow-missing-repository', '--skip-license'];
  execFileSync(process.execPath, [vsce, ...words, '--out', vsix], { cwd: folder, stdio: 'pipe' });
  return vsix;
}
