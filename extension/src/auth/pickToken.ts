// Which of the tokens that are kept: those of the secret store, those of huggingface_hub's file.
import * as vscode from 'vscode';
import { tokenDescription } from './accountItems';
import type { TokenNode, TokenPlace } from './nodes';
import { placeName } from './words';

export interface TokenItem extends vscode.QuickPickItem {
  readonly token?: TokenNode;
}

export function tokenItems(tokens: readonly TokenNode[]): TokenItem[] {
  const places: readonly TokenPlace[] = ['editor', 'file'];
  return places.flatMap((place) => {
    const here = tokens.filter((token) => token.place === place);
    const separator: TokenItem = { label: placeName(place), kind: vscode.QuickPickItemKind.Separator };
    return here.length === 0 ? [] : [separator, ...here.map(item)];
  });
}

function item(token: TokenNode): TokenItem {
  return {
    label: `$(${token.isActive ? 'check' : 'key'}) ${token.name}`,
    description: tokenDescription(token),
    token,
  };
}
