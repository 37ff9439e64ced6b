// Where runs are kept.
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';

export const RUNS_FOLDER_SETTING = 'transformers.training.runsFolder';

/** The folder that new runs of this workspace folder are made in. */
export function runsFolder(folder: vscode.Uri): vscode.Uri {
  const configuration = vscode.workspace.getConfiguration('transformers.training', folder);
  const value = configuration.get<string>('runsFolder', '.transformers-workbench/runs');
  return vscode.Uri.file(resolveRunsFolder(value, folder.fsPath, os.homedir()));
}

export function workspaceRunsFolders(): readonly string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => runsFolder(uri).toString());
}

/** `~` is the home, `${workspaceFolder}` the folder; anything that is not absolute is relative to the folder. */
export function resolveRunsFolder(
  value: string,
  folder: string,
  home: string,
  paths: Pick<path.PlatformPath, 'resolve'> = path,
): string {
  const wanted = value.trim() === '' ? '.transformers-workbench/runs' : value.trim();
  const expanded = wanted
    .replace(/^~(?=$|[/\\])/, () => home)
    .replaceAll('${workspaceFolder}', () => folder)
    .replaceAll('${userHome}', () => home);
  return paths.resolve(folder, expanded);
}
