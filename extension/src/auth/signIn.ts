// Signing in: a token is pasted, or comes from the browser.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import type { AccountReader } from './accountReader';
import { askToken } from './askToken';
import { browserSignIn } from './browserSignIn';
import { TokenKeeper } from './keepToken';
import { pickMethod } from './pickMethod';
import type { SignInFlow } from './signInFlow';
import { storeName, type TokenStore, tokenStore } from './tokenStore';

export class SignIn implements SignInFlow {
  private readonly keeper: TokenKeeper;

  constructor(
    private readonly server: LanguageServer,
    private readonly reader: AccountReader,
  ) {
    this.keeper = new TokenKeeper(server, reader);
  }

  async start(): Promise<void> {
    if (this.reader.status === undefined) {
      await this.reader.renew();
    }
    switch (await pickMethod(this.reader.status?.hasDeviceCode ?? false)) {
      case 'paste':
        await this.paste();
        break;
      case 'browser':
        await browserSignIn(this.server, this.keeper, tokenStore());
        break;
      case 'create':
        // The box to paste into waits behind the browser.
        void vscode.env.openExternal(vscode.Uri.parse(this.keeper.tokenPage, true));
        await this.paste();
        break;
      case undefined:
        break;
    }
  }

  keep(secret: string, store: TokenStore = tokenStore()): Promise<string | undefined> {
    return this.keeper.keep(secret, store);
  }

  private async paste(): Promise<void> {
    const store = tokenStore();
    const secret = await askToken(storeName(store));
    if (secret !== undefined) {
      await this.keep(secret, store);
    }
  }
}
