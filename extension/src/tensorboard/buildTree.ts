// Which nodes there are. Pure.
import type { LogFolder, TensorBoardServer } from '../protocol';
import type { TensorBoardNode } from './nodes';

/** Servers first; a folder that a server shows alone is that server, not another row. */
export function buildTree(
  servers: readonly TensorBoardServer[],
  folders: readonly LogFolder[],
): readonly TensorBoardNode[] {
  const shown = new Set(servers.flatMap((server) => onlyFolder(server) ?? []));
  const known = new Map(folders.map((folder) => [folder.uri, folder]));
  return [
    ...servers.map((server): TensorBoardNode => ({
      kind: 'server',
      id: `server|${server.id}`,
      server,
      folder: known.get(onlyFolder(server) ?? ''),
    })),
    ...folders
      .filter(({ uri, runs }) => runs > 0 && !shown.has(uri))
      .map((folder): TensorBoardNode => ({ kind: 'folder', id: `folder|${folder.uri}`, folder })),
  ];
}

function onlyFolder({ folders }: TensorBoardServer): string | undefined {
  return folders.length === 1 ? folders[0] : undefined;
}
