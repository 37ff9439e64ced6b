import os from 'node:os';
import * as vscode from 'vscode';
import type { ClientRoom } from '../client/room';
import type { Command, CommandTable } from '../commands';
import { AccessCommands } from './accessRoom';
import { AccountItem } from './accountItem';
import { AccountReader } from './accountReader';
import { AccountTree } from './accountTree';
import { AccountView } from './accountView';
import type { AUTH_COMMANDS } from './commandIds';
import { SecretTokens } from './secretTokens';
import { AccountStatusCommands } from './showStatus';
import { SignIn } from './signIn';
import { SignOut } from './signOut';
import { TokenSwitch } from './switchToken';
import { TerminalEnvironment } from './terminalEnvironment';
import { TokenRenewal } from './tokenRenewal';

/** The account: which token is in use, what it may read, and another one instead. */
export class AuthRoom implements vscode.Disposable {
  readonly commands: CommandTable<(typeof AUTH_COMMANDS)[number]>;
  private readonly subscriptions: vscode.Disposable;

  constructor(context: vscode.ExtensionContext, client: ClientRoom) {
    const { server, output } = client;
    const tokens = new SecretTokens(context.secrets, context.globalState, os.hostname());
    // First of all: terminals may be opened at any time.
    const terminals = new TerminalEnvironment(context.environmentVariableCollection, tokens);
    const reader = new AccountReader(server, output, tokens, context.globalState);
    const tree = new AccountTree();
    const view = new AccountView(tree, reader);
    const signIn = new SignIn(server, reader);
    const switching = new TokenSwitch(server, reader, signIn);
    const signOut = new SignOut(server, reader);
    const status = new AccountStatusCommands(reader);
    const access = new AccessCommands(context, client, signIn);
    this.subscriptions = vscode.Disposable.from(
      access,
      new AccountItem(reader),
      new TokenRenewal(server, reader, output),
      view,
      tree,
      reader,
      terminals,
      tokens,
    );
    this.commands = {
      ...access.commands,
      'transformers.auth.signIn': asking(() => signIn.start()),
      'transformers.auth.switchToken': asking((args) => switching.run(view.token(args))),
      'transformers.auth.signOut': asking((args) => signOut.run(view.token(args))),
      'transformers.auth.showStatus': asking(() => status.show()),
      'transformers.auth.checkToken': asking(() => status.check()),
    };
  }

  dispose(): void {
    this.subscriptions.dispose();
  }
}

function asking(run: (args: readonly unknown[]) => Promise<void>): Command {
  return { needs: 'server', run: (...args) => run(args) };
}
