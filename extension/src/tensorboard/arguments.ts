// What a command is called with: a row and the whole selection from a menu, a Uri from the explorer or an editor's
// title, a string from a CodeLens or a key binding, an object from a tooltip or another extension, nothing.
import * as vscode from 'vscode';
import { foldersOf, type ServerNode, type TensorBoardNode } from './nodes';
import { TensorBoardElement } from './tree';

const EVENT_FILE = 'events.out.tfevents';

/** The log folders the command is meant for, as URIs, each once; none: the user has not said. */
export function givenFolders(args: readonly unknown[], selection: readonly TensorBoardNode[] = []): string[] {
  const [first, all] = args;
  const many = Array.isArray(all) && all.length > 0 ? (all as readonly unknown[]) : [first];
  const found = many.flatMap(folders);
  return [...new Set(found.length > 0 || first !== undefined ? found : selection.flatMap(foldersOf))];
}

/** The ids of the servers the command is meant for, each once. */
export function givenServers(args: readonly unknown[], selection: readonly TensorBoardNode[] = []): string[] {
  const [first, all] = args;
  const many = Array.isArray(all) && all.length > 0 ? (all as readonly unknown[]) : [first];
  const found = many.flatMap(serverIds);
  const selected = selection.filter((node): node is ServerNode => node.kind === 'server');
  return [
    ...new Set(found.length > 0 || first !== undefined ? found : selected.map(({ server }) => server.id)),
  ];
}

/** The user means one that runs, and is to say which: the status bar item of several. */
export function asksForRunning([first]: readonly unknown[]): boolean {
  return typeof first === 'object' && first !== null && 'running' in first && first.running === true;
}

/** A panel asks for what it shows itself, wherever others are to open. */
export function asksForPanel([first]: readonly unknown[]): boolean {
  return typeof first === 'object' && first !== null && 'inPanel' in first && first.inPanel === true;
}

function folders(value: unknown): readonly string[] {
  if (value instanceof TensorBoardElement) {
    return foldersOf(value.node);
  }
  if (value instanceof vscode.Uri) {
    return [logFolder(value).toString()];
  }
  if (typeof value === 'string') {
    return value.trim() === '' ? [] : [logFolder(parsed(value)).toString()];
  }
  if (typeof value === 'object' && value !== null && 'folders' in value && Array.isArray(value.folders)) {
    return (value.folders as readonly unknown[]).flatMap(folders);
  }
  return [];
}

function serverIds(value: unknown): readonly string[] {
  if (value instanceof TensorBoardElement) {
    return value.node.kind === 'server' ? [value.node.server.id] : [];
  }
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
    ? [value.id]
    : [];
}

/** A path or a URI; one letter before a colon is a drive. */
function parsed(text: string): vscode.Uri {
  return /^[a-z][a-z0-9+.-]+:/i.test(text) ? vscode.Uri.parse(text) : vscode.Uri.file(text);
}

/** TensorBoard is given folders: that of an event file. */
function logFolder(uri: vscode.Uri): vscode.Uri {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  return name.startsWith(EVENT_FILE) ? vscode.Uri.joinPath(uri, '..') : uri;
}
