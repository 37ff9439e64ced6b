// What a command is called with: a row and the whole selection from a menu, a Uri from the explorer or an editor's
// title, a string from a CodeLens or a key binding, an object from a tooltip or another extension, nothing.
import * as vscode from 'vscode';
import type { RunSpec } from '../protocol';
import { runOf, type TrainingNode } from './nodes';
import { TrainingElement } from './tree';

export type StartArgument =
  | { readonly kind: 'file'; readonly uri: vscode.Uri }
  | { readonly kind: 'spec'; readonly spec: RunSpec }
  | { readonly kind: 'nothing' };

export function startArgument([first]: readonly unknown[]): StartArgument {
  if (first instanceof vscode.Uri) {
    return { kind: 'file', uri: first };
  }
  if (typeof first === 'string' && first.trim() !== '') {
    return { kind: 'file', uri: parsed(first) };
  }
  if (typeof first === 'object' && first !== null && 'script' in first && typeof first.script === 'string') {
    return { kind: 'spec', spec: { ...first, script: parsed(first.script).toString() } };
  }
  return { kind: 'nothing' };
}

/** The folders of the runs that the command is meant for, each once; none: the user has not said. */
export function givenRuns(args: readonly unknown[], selection: readonly TrainingNode[] = []): string[] {
  const [first, all] = args;
  const many = Array.isArray(all) && all.length > 0 ? (all as readonly unknown[]) : [first];
  const found = many.flatMap(runFolders);
  const selected = selection.flatMap((node) => runOf(node)?.folder ?? []);
  return [...new Set(first === undefined ? selected : found)];
}

/** A checkpoint or an adapter of a run. */
export function givenOutput([first]: readonly unknown[]): string | undefined {
  if (first instanceof TrainingElement) {
    return first.node.kind === 'output' ? first.node.output.uri : undefined;
  }
  return typeof first === 'object' && first !== null && 'output' in first && typeof first.output === 'string'
    ? first.output
    : undefined;
}

/** The status bar: the run is to be seen in its place. */
export function asksForView([first]: readonly unknown[]): boolean {
  return typeof first === 'object' && first !== null && 'inView' in first && first.inView === true;
}

function runFolders(value: unknown): readonly string[] {
  if (value instanceof TrainingElement) {
    return [runOf(value.node)?.folder ?? []].flat();
  }
  if (value instanceof vscode.Uri) {
    return [value.toString()];
  }
  if (typeof value === 'string') {
    return value.trim() === '' ? [] : [parsed(value).toString()];
  }
  return typeof value === 'object' && value !== null && 'folder' in value ? runFolders(value.folder) : [];
}

/** A path or a URI; one letter before a colon is a drive. */
function parsed(text: string): vscode.Uri {
  return /^[a-z][a-z0-9+.-]+:/i.test(text) ? vscode.Uri.parse(text) : vscode.Uri.file(text);
}
