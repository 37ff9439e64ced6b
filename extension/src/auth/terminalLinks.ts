// Access errors in terminals are links: following one explains it.
import * as vscode from 'vscode';
import { accessErrorIn, LONGEST_LINE } from './errorLines';

interface ErrorLink extends vscode.TerminalLink {
  readonly line: string;
}

export class AccessErrorLinks implements vscode.TerminalLinkProvider<ErrorLink>, vscode.Disposable {
  private readonly registration = vscode.window.registerTerminalLinkProvider(this);

  constructor(private readonly explain: (line: string) => Promise<void>) {}

  provideTerminalLinks({ line }: vscode.TerminalLinkContext): ErrorLink[] {
    const place = accessErrorIn(line);
    if (place === undefined) {
      return [];
    }
    return [
      {
        startIndex: place.start,
        length: place.length,
        tooltip: vscode.l10n.t('Explain this access error'),
        line: line.slice(0, LONGEST_LINE),
      },
    ];
  }

  handleTerminalLink({ line }: ErrorLink): Promise<void> {
    return this.explain(line);
  }

  dispose(): void {
    this.registration.dispose();
  }
}
