// The status bar item: whose token is in use; in its tooltip, which token wins over which.
import * as vscode from 'vscode';
import { factsOf } from './accountFacts';
import { accountItemText } from './accountItemText';
import type { AccountReader } from './accountReader';
import { accountMarkdown } from './accountTooltips';
import { buildAccountTree } from './buildAccountTree';

export class AccountItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'transformers.auth.account',
    vscode.StatusBarAlignment.Right,
    89,
  );
  private readonly subscription: vscode.Disposable;

  constructor(private readonly reader: AccountReader) {
    this.item.name = vscode.l10n.t('Hugging Face Account');
    this.item.command = 'transformers.auth.showStatus';
    this.subscription = vscode.Disposable.from(
      this.item,
      reader.onDidChange(() => this.show()),
    );
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private show(): void {
    const facts = factsOf(this.reader);
    const shown = facts && accountItemText(facts);
    const account = facts && buildAccountTree(facts, Date.now()).find((node) => node.kind === 'account');
    if (shown === undefined || account === undefined) {
      this.item.hide();
      return;
    }
    this.item.text = shown.text;
    this.item.backgroundColor = shown.isTrouble
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    this.item.tooltip = accountMarkdown(
      [account.label, account.description],
      account.children.map(({ icon, label }) => [icon, label]),
    );
    this.item.accessibilityInformation = {
      label: `${vscode.l10n.t('Hugging Face Account')}: ${account.label}, ${account.description}`,
    };
    this.item.show();
  }
}
