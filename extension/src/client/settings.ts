import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Settings } from '../protocol';

export function serverSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration('transformers.chatTemplate');
  const auth = vscode.workspace.getConfiguration('transformers.auth');
  return {
    renderDeadlineSeconds: configuration.get<number>('renderDeadline', 2),
    memoryLimitMebibytes: configuration.get<number>('memoryLimit', 1024),
    checkAccess: auth.get<boolean>('checkAccess', false),
    trusted: vscode.workspace.isTrusted,
  };
}

/** The interpreter of our own setting as an absolute path; undefined when it is not set. */
export function interpreterSetting(): string | undefined {
  // A settings file may hold anything.
  const written = vscode.workspace.getConfiguration('transformers.client').get<unknown>('interpreter', '');
  const value = typeof written === 'string' ? written.trim() : '';
  if (value === '') {
    return undefined;
  }
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? os.homedir();
  const expanded = value
    .replace(/^~(?=[\\/]|$)/, os.homedir())
    .replaceAll('${workspaceFolder}', folder)
    .replace(/\$\{env:([^}]+)\}/g, (_, name: string) => process.env[name] ?? '');
  return path.resolve(folder, expanded);
}

export async function setInterpreterSetting(value: string | undefined): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('transformers.client');
  // A window without a folder has no workspace settings to write to.
  const target = vscode.workspace.workspaceFolders
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  await configuration.update('interpreter', value, target);
  if (value === undefined && configuration.inspect<string>('interpreter')?.globalValue !== undefined) {
    await configuration.update('interpreter', undefined, vscode.ConfigurationTarget.Global);
  }
}
