// How to sign in, and where the token will be kept.
import * as vscode from 'vscode';
import { pickTokenStore, storeName, tokenStore } from './tokenStore';

export type SignInMethod = 'paste' | 'browser' | 'create';

interface MethodItem extends vscode.QuickPickItem {
  readonly method: SignInMethod;
}

/** `store`: somebody wants to choose where it is kept first. */
function ask(hasDeviceCode: boolean): Promise<SignInMethod | 'store' | undefined> {
  const pick = vscode.window.createQuickPick<MethodItem>();
  pick.title = vscode.l10n.t('Sign In to Hugging Face');
  pick.placeholder = vscode.l10n.t('The token will be kept in {0}.', storeName(tokenStore()));
  pick.items = methods(hasDeviceCode);
  pick.matchOnDetail = true;
  pick.buttons = [
    { iconPath: new vscode.ThemeIcon('gear'), tooltip: vscode.l10n.t('Choose Where to Keep New Tokens') },
  ];
  return new Promise((resolve) => {
    const end = (answer: SignInMethod | 'store' | undefined): void => {
      resolve(answer);
      pick.dispose();
    };
    pick.onDidTriggerButton(() => end('store'));
    pick.onDidAccept(() => end(pick.selectedItems[0]?.method));
    pick.onDidHide(() => end(undefined));
    pick.show();
  });
}

export async function pickMethod(hasDeviceCode: boolean): Promise<SignInMethod | undefined> {
  for (;;) {
    const answer = await ask(hasDeviceCode);
    if (answer !== 'store') {
      return answer;
    }
    await pickTokenStore();
  }
}

function methods(hasDeviceCode: boolean): MethodItem[] {
  const items: (MethodItem | false)[] = [
    {
      method: 'paste',
      label: `$(key) ${vscode.l10n.t('Paste a token')}`,
      detail: vscode.l10n.t('A read token is enough to download models and datasets'),
    },
    hasDeviceCode && {
      method: 'browser',
      label: `$(globe) ${vscode.l10n.t('Sign in with the browser')}`,
      detail: vscode.l10n.t('Confirm a code on huggingface.co, also from another machine'),
    },
    {
      method: 'create',
      label: `$(link-external) ${vscode.l10n.t('Create a token on huggingface.co')}`,
      detail: vscode.l10n.t('Opens the page with your tokens; paste the new one here'),
    },
  ];
  return items.filter((item) => item !== false);
}
