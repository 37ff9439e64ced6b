// The setting that hides "Open TensorBoard" above code. The language server finds the places, so it is asked in any
// case; what it says is thinned out here.
import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';
import { OPEN_TENSORBOARD } from '../protocol';
import { CODE_LENS_SETTING, codeLensWanted } from './settings';

export const codeLensMiddleware: Pick<Middleware, 'provideCodeLenses'> = {
  provideCodeLenses: async (document, token, next) => wantedLenses(await next(document, token)),
};

export function wantedLenses(lenses: vscode.CodeLens[] | null | undefined): vscode.CodeLens[] | undefined {
  return codeLensWanted()
    ? (lenses ?? undefined)
    : lenses?.filter(({ command }) => command?.command !== OPEN_TENSORBOARD);
}

/** Has no lenses of its own: when one provider says that its lenses changed, VS Code asks all of them again. */
export class CodeLensSetting implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly subscriptions: vscode.Disposable;

  constructor() {
    this.subscriptions = vscode.Disposable.from(
      vscode.languages.registerCodeLensProvider({ language: 'python' }, this),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(CODE_LENS_SETTING)) {
          this.changed.fire();
        }
      }),
    );
  }

  provideCodeLenses(): vscode.CodeLens[] {
    return [];
  }

  dispose(): void {
    vscode.Disposable.from(this.subscriptions, this.changed).dispose();
  }
}
