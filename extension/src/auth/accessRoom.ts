import * as vscode from 'vscode';
import type { ClientRoom } from '../client/room';
import type { CommandTable } from '../commands';
import { AccessCheck } from './accessCheck';
import { copySnippet } from './copySnippet';
import { ExplainError } from './explainError';
import { moveToSecretStore } from './moveToSecretStore';
import type { SignInFlow } from './signInFlow';
import { AccessErrorLinks } from './terminalLinks';
import { TokenFileImport } from './tokenFileImport';
import { TokenFileNotice } from './tokenFileNotice';
import { TokenFileRemains } from './tokenFileRemains';

export type AccessCommandId =
  | 'transformers.auth.checkAccess'
  | 'transformers.auth.accessStep'
  | 'transformers.auth.explainError'
  | 'transformers.auth.importTokenFile'
  | 'transformers.auth.copySnippet'
  | 'transformers.auth.moveToSecretStore';

/** What may be read with the token, and tokens that stand where they should not. */
export class AccessCommands implements vscode.Disposable {
  readonly commands: CommandTable<AccessCommandId>;
  private readonly subscriptions: vscode.Disposable;

  constructor(context: vscode.ExtensionContext, client: ClientRoom, signIn: SignInFlow) {
    const { server } = client;
    const failed = (error: unknown): Promise<void> => client.reportFailure(error);
    const check = new AccessCheck(server, signIn, failed);
    const explain = new ExplainError(server, check);
    const files = new TokenFileImport(signIn, new TokenFileRemains(server, failed));
    const notice = new TokenFileNotice(context.workspaceState, failed);
    const explainLine = async (line: string): Promise<void> => {
      await vscode.commands.executeCommand('transformers.auth.explainError', line);
    };
    this.subscriptions = vscode.Disposable.from(new AccessErrorLinks(explainLine), notice);
    this.commands = {
      'transformers.auth.checkAccess': { needs: 'server', run: (target) => check.check(target) },
      'transformers.auth.accessStep': { needs: 'server', run: (answer) => check.step(answer) },
      'transformers.auth.explainError': { needs: 'server', run: (text) => explain.run(text) },
      'transformers.auth.importTokenFile': { needs: 'server', run: (uri) => files.run(uri) },
      'transformers.auth.copySnippet': { needs: 'nothing', run: () => copySnippet() },
      'transformers.auth.moveToSecretStore': {
        needs: 'server',
        run: (...args) => moveToSecretStore(args, signIn),
      },
    };
    notice.start();
  }

  dispose(): void {
    this.subscriptions.dispose();
  }
}
