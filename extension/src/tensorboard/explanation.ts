import * as vscode from 'vscode';

const HIDDEN = 'transformers.tensorboard.explanationHidden';

/** Whether panels explain the lines of a chart: until somebody who knows hides it, in every window to come. */
export class Explanation implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly memento: vscode.Memento) {}

  get shown(): boolean {
    return !this.memento.get<boolean>(HIDDEN, false);
  }

  async show(shown: boolean): Promise<void> {
    await this.memento.update(HIDDEN, !shown);
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}
