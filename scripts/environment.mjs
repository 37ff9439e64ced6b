// Where things are in a checkout. No dependency but Node itself: set-up scripts import it first.
import { fileURLToPath } from 'node:url';
import path from 'node:path';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const windows = process.platform === 'win32';
export const venv = path.join(root, '.venv');
export const python = path.join(venv, windows ? 'Scripts/python.exe' : 'bin/python');
/** Everything big that set-up fetches: the embedded editor, the demo workspace, wheels of test versions. */
export const cache = path.join(root, '.cache');
