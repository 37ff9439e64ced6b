import type { Disposable, Event } from 'vscode';

/** The panels of one kind that are open: each is forgotten when it is closed, and all close together. */
export class OpenPanels<P extends Disposable & { readonly onDidDispose: Event<void> }> implements Disposable {
  private readonly panels = new Set<P>();

  get all(): readonly P[] {
    return [...this.panels];
  }

  add(panel: P): P {
    this.panels.add(panel);
    panel.onDidDispose(() => this.panels.delete(panel));
    return panel;
  }

  dispose(): void {
    for (const panel of this.all) {
      panel.dispose();
    }
  }
}
