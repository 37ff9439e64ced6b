// The view, and the context keys that its menus and its welcome depend on.
import * as vscode from 'vscode';
import { factsOf, keptTokens } from './accountFacts';
import type { AccountReader } from './accountReader';
import { AccountElement, type AccountTree } from './accountTree';
import { buildAccountTree } from './buildAccountTree';
import type { TokenNode } from './nodes';

export const ACCOUNT_VIEW = 'transformers.auth';
const STATE_CONTEXT = 'transformers.auth.state';
const TOKENS_CONTEXT = 'transformers.auth.hasTokens';
/** `Checked 2 minutes ago` is not true for long. */
const AGING_MILLISECONDS = 60_000;

export type AccountState = 'reading' | 'unavailable' | 'signedOut' | 'signedIn';

export class AccountView implements vscode.Disposable {
  private readonly view: vscode.TreeView<AccountElement>;
  private readonly subscriptions: vscode.Disposable;
  private readonly contexts = new Map<string, unknown>();
  private aging: NodeJS.Timeout | undefined;
  private finishProgress: (() => void) | undefined;

  constructor(
    private readonly tree: AccountTree,
    private readonly reader: AccountReader,
  ) {
    this.view = vscode.window.createTreeView(ACCOUNT_VIEW, { treeDataProvider: tree });
    this.subscriptions = vscode.Disposable.from(
      this.view,
      this.view.onDidChangeVisibility(({ visible }) => this.visibilityChanged(visible)),
      reader.onDidChange(() => this.show()),
    );
    this.visibilityChanged(this.view.visible);
  }

  /** The token a command is meant for: an element from a menu, an id from a tooltip, the selection from a key. */
  token(args: readonly unknown[]): TokenNode | undefined {
    const [first] = args;
    const node =
      first instanceof AccountElement
        ? first.node
        : typeof first === 'string'
          ? this.tree.find(first)
          : undefined;
    return node?.kind === 'token' ? node : undefined;
  }

  dispose(): void {
    clearInterval(this.aging);
    this.finishProgress?.();
    this.subscriptions.dispose();
  }

  private visibilityChanged(visible: boolean): void {
    this.reader.setVisible(visible);
    clearInterval(this.aging);
    this.show();
    if (visible) {
      this.aging = setInterval(() => this.show(), AGING_MILLISECONDS);
    }
  }

  private show(): void {
    const facts = factsOf(this.reader);
    this.tree.show(facts ? buildAccountTree(facts, Date.now()) : []);
    const state = accountState(this.reader);
    this.setContext(STATE_CONTEXT, state);
    this.showProgress(state === 'reading' && this.view.visible);
    this.setContext(
      TOKENS_CONTEXT,
      facts ? keptTokens(facts).length > 0 : this.reader.tokens.tokens.length > 0,
    );
  }

  private showProgress(on: boolean): void {
    if (!on) {
      this.finishProgress?.();
      this.finishProgress = undefined;
    } else if (this.finishProgress === undefined) {
      const finished = new Promise<void>((resolve) => (this.finishProgress = resolve));
      void vscode.window.withProgress({ location: { viewId: ACCOUNT_VIEW } }, () => finished);
    }
  }

  private setContext(key: string, value: unknown): void {
    if (this.contexts.get(key) !== value) {
      this.contexts.set(key, value);
      void vscode.commands.executeCommand('setContext', key, value);
    }
  }
}

export function accountState({ status, problem }: Pick<AccountReader, 'status' | 'problem'>): AccountState {
  if (status === undefined) {
    return problem === '' ? 'reading' : 'unavailable';
  }
  return status.token === null ? 'signedOut' : 'signedIn';
}
