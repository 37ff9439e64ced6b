// What a model was made for, as its own `config.json` says.
import * as vscode from 'vscode';

/** Names of classes, such as `BertForMaskedLM`; none when the model is no folder, or has none. */
export async function architecturesOf(model: string): Promise<readonly string[]> {
  if (!/^([\\/]|[a-z]:)/i.test(model)) {
    return [];
  }
  try {
    const file = vscode.Uri.joinPath(vscode.Uri.file(model), 'config.json');
    const config: unknown = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
    const named: unknown =
      typeof config === 'object' && config !== null && 'architectures' in config ? config.architectures : [];
    return Array.isArray(named) ? named.filter((name): name is string => typeof name === 'string') : [];
  } catch {
    // It is only for a suggestion.
    return [];
  }
}
