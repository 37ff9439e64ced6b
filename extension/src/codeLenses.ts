// The settings that hide commands above code. The language server finds the places, so it is asked in any case; what
// it says is thinned out here.
import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';
import { OPEN_TENSORBOARD, START_TRAINING } from './protocol';

/** The section that has the setting `codeLens` of each command. */
const SECTIONS: Readonly<Record<string, string>> = {
  [OPEN_TENSORBOARD]: 'transformers.tensorboard',
  [START_TRAINING]: 'transformers.training',
};

export const codeLensMiddleware: Pick<Middleware, 'provideCodeLenses'> = {
  provideCodeLenses: async (document, token, next) => wantedLenses(await next(document, token)),
};

export function wantedLenses(lenses: vscode.CodeLens[] | null | undefined): vscode.CodeLens[] | undefined {
  const unwanted = new Set(Object.keys(SECTIONS).filter((command) => !isWanted(SECTIONS[command])));
  return lenses?.filter(({ command }) => command === undefined || !unwanted.has(command.command));
}

/** Has no lenses of its own: when one provider says that its lenses changed, VS Code asks all of them again. */
export class CodeLensSettings implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly subscriptions: vscode.Disposable;

  constructor() {
    this.subscriptions = vscode.Disposable.from(
      vscode.languages.registerCodeLensProvider({ language: 'python' }, this),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (Object.values(SECTIONS).some((section) => event.affectsConfiguration(`${section}.codeLens`))) {
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

function isWanted(section: string | undefined): boolean {
  return vscode.workspace.getConfiguration(section).get<boolean>('codeLens', true);
}
