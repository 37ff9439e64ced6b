import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

/** The webview test loads the bundle, so the bundle has to be that of these sources. */
export default async function build(): Promise<void> {
  await promisify(execFile)(process.execPath, ['scripts/build.mjs'], {
    cwd: path.resolve(__dirname, '../..'),
  });
}
