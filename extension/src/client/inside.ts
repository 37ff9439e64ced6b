// Whether a file lies in one of some folders, by whatever name it or they are reached: through a link, too. Pure but
// for asking the disk.
import { realpath } from 'node:fs/promises';
import path from 'node:path';

export async function isInside(file: string, folders: readonly string[]): Promise<boolean> {
  const files = [path.resolve(file), await resolved(file)];
  for (const folder of folders) {
    const roots = [path.resolve(folder), await resolved(folder)];
    if (roots.some((root) => files.some((each) => isBelow(each, root)))) {
      return true;
    }
  }
  return false;
}

function isBelow(file: string, root: string): boolean {
  const relative = path.relative(root, file);
  return (
    relative !== '' &&
    relative !== '..' &&
    !relative.startsWith(`..${path.sep}`) &&
    !path.isAbsolute(relative)
  );
}

async function resolved(file: string): Promise<string> {
  return realpath(file).catch(() => path.resolve(file));
}
