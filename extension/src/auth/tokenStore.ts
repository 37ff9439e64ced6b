// Where a new token is kept.
import * as vscode from 'vscode';

export type TokenStore = 'secretStorage' | 'huggingFace';

const SETTING = 'transformers.auth.tokenStore';

export function tokenStore(): TokenStore {
  const value = vscode.workspace
    .getConfiguration('transformers.auth')
    .get<string>('tokenStore', 'secretStorage');
  return value === 'huggingFace' ? value : 'secretStorage';
}

export function storeName(store: TokenStore): string {
  switch (store) {
    case 'secretStorage':
      return vscode.l10n.t('the secret store of VS Code');
    case 'huggingFace':
      return vscode.l10n.t('huggingface_hub’s own file');
  }
}

/** Asks, and writes down what was chosen. False when nothing was. */
export async function pickTokenStore(): Promise<boolean> {
  const current = tokenStore();
  const stores: readonly (readonly [TokenStore, string])[] = [
    ['secretStorage', vscode.l10n.t('Encrypted by VS Code; new terminals get the token in use as HF_TOKEN')],
    ['huggingFace', vscode.l10n.t('As `hf auth login` does: every program of this user finds it there')],
  ];
  const item = await vscode.window.showQuickPick(
    stores.map(([store, detail]) => ({
      label: `$(${store === current ? 'check' : 'blank'}) ${storeName(store)}`,
      detail,
      store,
    })),
    { title: vscode.l10n.t('Where to Keep New Tokens') },
  );
  if (item === undefined) {
    return false;
  }
  await vscode.workspace.getConfiguration().update(SETTING, item.store, vscode.ConfigurationTarget.Global);
  return true;
}
