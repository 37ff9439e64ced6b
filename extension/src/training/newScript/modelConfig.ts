// What a model was made for, as its own `config.json` says.
import * as vscode from 'vscode';
import type { Facts } from './facts';

/** Names of classes, such as `BertForMaskedLM`; none when the model is not here, or names none. */
export async function architecturesOf(model: string, facts: Facts): Promise<readonly string[]> {
  try {
    const isFolder = /^([\\/]|[a-z]:)/i.test(model);
    const file = isFolder
      ? vscode.Uri.joinPath(vscode.Uri.file(model), 'config.json')
      : await facts.cachedConfig(model);
    if (file === undefined) {
      return [];
    }
    const config: unknown = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
    const named: unknown =
      typeof config === 'object' && config !== null && 'architectures' in config ? config.architectures : [];
    return Array.isArray(named) ? named.filter((name): name is string => typeof name === 'string') : [];
  } catch {
    // It is only for a suggestion.
    return [];
  }
}
