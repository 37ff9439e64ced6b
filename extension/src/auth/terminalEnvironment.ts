// New terminals have the token in use as HF_TOKEN.
import * as vscode from 'vscode';
import type { SecretTokens } from './secretTokens';

const VARIABLE = 'HF_TOKEN';

export class TerminalEnvironment implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly variables: vscode.EnvironmentVariableCollection,
    private readonly tokens: SecretTokens,
  ) {
    // What is persistent, VS Code writes to the disk.
    variables.persistent = false;
    this.subscription = tokens.onDidChange(() => this.follow());
    void tokens.settled().then(() => this.follow());
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private follow(): void {
    const { current } = this.tokens;
    if (current === undefined) {
      this.variables.delete(VARIABLE);
      return;
    }
    const name = new vscode.MarkdownString().appendText(current.name).value;
    this.variables.description = new vscode.MarkdownString(
      vscode.l10n.t('Sets `HF_TOKEN` to the Hugging Face token “{0}” of the secret store.', name),
    );
    if (this.variables.get(VARIABLE)?.value !== current.secret) {
      this.variables.replace(VARIABLE, current.secret);
    }
  }
}
