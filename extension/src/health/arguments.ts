// What the commands of this room are called with: rows of the view, a Uri, a string, an object of another room.
import * as vscode from 'vscode';
import { givenRuns } from '../training/arguments';

export interface OpenArgument {
  /** URIs of folders of runs or of other logs; none: the user has not said. */
  readonly logs: readonly string[];
  /** The finding that is to be seen at once; empty: none. */
  readonly rule: string;
  /** Nobody asked for the panel at this moment: what has the focus keeps it. */
  readonly preserveFocus: boolean;
}

export function openArgument(args: readonly unknown[]): OpenArgument {
  const [first] = args;
  const given: object = typeof first === 'object' && first !== null ? first : {};
  return {
    logs: givenRuns(args),
    rule: 'rule' in given && typeof given.rule === 'string' ? given.rule : '',
    preserveFocus: 'preserveFocus' in given && given.preserveFocus === true,
  };
}

/** A drop names what it holds in its own way, and another machine's files by that machine. */
export function droppedLog(text: string, isRemote: boolean): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.startsWith('#')) {
    return undefined;
  }
  const uri = /^[a-z][a-z0-9+.-]+:/i.test(trimmed) ? vscode.Uri.parse(trimmed) : vscode.Uri.file(trimmed);
  if (uri.scheme === 'file') {
    return uri.toString();
  }
  return uri.scheme === 'vscode-remote' && isRemote ? vscode.Uri.file(uri.path).toString() : undefined;
}
