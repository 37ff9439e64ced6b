// Where huggingface_token.json lies in the workspace, and what is in one.
import * as vscode from 'vscode';
import { LARGEST, parseTokenFile, TOKEN_FILE, type TokenFile } from './tokenFile';

export const TOKEN_FILES = `**/${TOKEN_FILE}`;
const ELSEWHERE = '**/{node_modules,.venv}/**';
const MOST = 20;

export async function findTokenFiles(token?: vscode.CancellationToken): Promise<readonly vscode.Uri[]> {
  const found = await vscode.workspace.findFiles(TOKEN_FILES, ELSEWHERE, MOST, token);
  return found.sort((one, other) => (one.path < other.path ? -1 : 1));
}

export function isElsewhere(uri: vscode.Uri): boolean {
  return /\/(?:node_modules|\.venv)\//.test(uri.path);
}

/** Rejects when the file can not be read. */
export async function readTokenFile(uri: vscode.Uri): Promise<TokenFile> {
  // A huge one is not read only to be refused.
  const { size } = await vscode.workspace.fs.stat(uri);
  return size > LARGEST
    ? { kind: 'problem', problem: 'too-large' }
    : parseTokenFile(await vscode.workspace.fs.readFile(uri));
}
