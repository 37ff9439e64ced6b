// Where a script lies: paths in it are as seen from there.
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { Choices } from './choices';

export interface ScriptFolder {
  readonly uri: vscode.Uri;
  /** Nothing is written outside of a workspace. */
  readonly isWorkspace: boolean;
}

/** The workspace's folder that the data lies in, or that is worked in; the data's own folder without a workspace. */
export function scriptFolder({ data }: Choices): ScriptFolder {
  const file = data?.isLocal ? vscode.Uri.parse(data.uri) : undefined;
  const active = vscode.window.activeTextEditor?.document.uri;
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const folder = folderOf(file) ?? folderOf(active) ?? folders[0]?.uri;
  return folder
    ? { uri: folder, isWorkspace: true }
    : { uri: file ? vscode.Uri.joinPath(file, '..') : vscode.Uri.file(homedir()), isWorkspace: false };
}

function folderOf(uri: vscode.Uri | undefined): vscode.Uri | undefined {
  const folder = uri && vscode.workspace.getWorkspaceFolder(uri)?.uri;
  return folder?.scheme === 'file' ? folder : undefined;
}
