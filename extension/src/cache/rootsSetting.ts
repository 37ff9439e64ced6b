// The caches beside the active one.
import * as vscode from 'vscode';

export const ROOTS_SETTING = 'transformers.cache.roots';

export function extraRoots(): readonly string[] {
  const roots: unknown = vscode.workspace.getConfiguration('transformers.cache').get<string[]>('roots', []);
  // A settings file may hold anything.
  return Array.isArray(roots)
    ? roots.filter((root): root is string => typeof root === 'string' && root.trim() !== '')
    : [];
}

export async function setExtraRoots(roots: readonly string[]): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('transformers.cache');
  // Where it is set already; else for this machine, whose disks these are.
  const target =
    configuration.inspect<string[]>('roots')?.workspaceValue === undefined
      ? vscode.ConfigurationTarget.Global
      : vscode.ConfigurationTarget.Workspace;
  await configuration.update('roots', roots, target);
}
