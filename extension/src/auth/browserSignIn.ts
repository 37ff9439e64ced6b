// Signing in with the browser: a code is confirmed there, the token comes here.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { AUTH_AWAIT_CODE, AUTH_REQUEST_CODE, type DeviceCode } from '../protocol';
import type { TokenKeeper } from './keepToken';
import { openPage, tell } from './offers';
import { cancellable } from './progress';
import { renewalOf } from './renewal';
import type { TokenStore } from './tokenStore';

export async function browserSignIn(
  server: LanguageServer,
  keeper: TokenKeeper,
  store: TokenStore,
): Promise<void> {
  const code = await cancellable(vscode.l10n.t('Asking the Hub for a code…'), (token) =>
    server.ask(AUTH_REQUEST_CODE, token),
  );
  if (code === undefined) {
    return;
  }
  // Not waited for: the browser may be on another machine, or ask whether it may be opened.
  void vscode.env.openExternal(vscode.Uri.parse(code.completeUrl, true));
  offerCode(code);
  const keep = store === 'huggingFace' ? 'file' : 'editor';
  const stored = await cancellable(
    vscode.l10n.t('Waiting until the code {0} is confirmed in the browser…', code.userCode),
    (token) => server.request(AUTH_AWAIT_CODE, { keep }, token),
  );
  if (stored === undefined) {
    return;
  }
  if (stored.handle == null) {
    await keeper.keptInFile(stored);
    return;
  }
  const { check, refreshHandle } = stored;
  const secret = await server.secrets.take(stored.handle);
  const refreshToken = refreshHandle == null ? undefined : await server.secrets.take(refreshHandle);
  const renewal = refreshToken === undefined ? undefined : renewalOf(refreshToken, check.expiresAt);
  await keeper.keepChecked(secret, { ...check, name: check.name ?? stored.name }, 'secretStorage', renewal);
}

/** For a browser that did not open, or is on another machine. */
function offerCode(code: DeviceCode): void {
  const { userCode, url, completeUrl } = code;
  tell('information', vscode.l10n.t('Enter the code {0} at {1} and confirm.', userCode, url), [
    {
      title: vscode.l10n.t('Copy Code'),
      run: async () => {
        await vscode.env.clipboard.writeText(userCode);
        offerCode(code);
      },
    },
    openPage(vscode.l10n.t('Open Page'), completeUrl),
  ]);
}
