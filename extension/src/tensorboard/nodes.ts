// What the tree consists of. Plain data; an id stays the same from one answer of the server to the next. Pure.
import type { LogFolder, TensorBoardServer } from '../protocol';

export interface ServerNode {
  readonly kind: 'server';
  readonly id: string;
  readonly server: TensorBoardServer;
  /** What is known of its only folder. */
  readonly folder: LogFolder | undefined;
}

export interface FolderNode {
  readonly kind: 'folder';
  readonly id: string;
  readonly folder: LogFolder;
}

export type TensorBoardNode = ServerNode | FolderNode;

export function foldersOf(node: TensorBoardNode): readonly string[] {
  return node.kind === 'server' ? node.server.folders : [node.folder.uri];
}
