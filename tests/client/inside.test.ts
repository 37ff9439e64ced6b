import { mkdir, mkdtemp, realpath, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { isInside } from '../../extension/src/client/inside';

describe('an interpreter that a workspace brought along', () => {
  let place: string;
  let workspace: string;
  let python: string;

  beforeEach(async () => {
    place = await realpath(await mkdtemp(path.join(os.tmpdir(), 'inside-')));
    workspace = path.join(place, 'work');
    python = path.join(workspace, '.venv', 'bin', 'python');
    await mkdir(path.dirname(python), { recursive: true });
    await writeFile(python, '');
  });

  it('is inside of it, by its own name and through links in either direction', async () => {
    const link = path.join(place, 'link');
    await symlink(workspace, link);
    const outside = path.join(place, 'python');
    await symlink(python, outside);
    expect(await isInside(python, [workspace])).toBe(true);
    expect(await isInside(path.join(link, '.venv', 'bin', 'python'), [workspace])).toBe(true);
    expect(await isInside(python, [link])).toBe(true);
    expect(await isInside(outside, [workspace])).toBe(true);
    expect(await isInside(path.join(workspace, 'not', 'there'), [link, workspace])).toBe(true);
  });

  it('is not inside when it is beside it or merely called alike', async () => {
    const beside = path.join(place, 'work-tools', 'python');
    await mkdir(path.dirname(beside));
    await writeFile(beside, '');
    expect(await isInside(beside, [workspace])).toBe(false);
    expect(await isInside(path.join(place, 'python'), [workspace])).toBe(false);
    expect(await isInside(path.join(place, '..work', 'python'), [workspace])).toBe(false);
  });

  it('is inside a virtual environment of the workspace although its Python is a link to the system’s', async () => {
    const linked = path.join(workspace, '.venv', 'bin', 'python3');
    await symlink(process.execPath, linked);
    expect(await isInside(linked, [workspace])).toBe(true);
  });
});
