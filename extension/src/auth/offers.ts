// Messages with buttons. Nobody waits for their answers.
import * as vscode from 'vscode';

export interface Offer {
  readonly title: string;
  readonly run: () => unknown;
}

export type Severity = 'information' | 'warning';

export function tell(severity: Severity, message: string, offers: readonly Offer[] = []): void {
  const show =
    severity === 'warning' ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  void show(message, ...offers.map(({ title }) => title)).then((chosen) =>
    offers.find(({ title }) => title === chosen)?.run(),
  );
}

export function openPage(title: string, url: string): Offer {
  return { title, run: () => vscode.env.openExternal(vscode.Uri.parse(url, true)) };
}

export function runCommand(title: string, command: string): Offer {
  return { title, run: () => vscode.commands.executeCommand(command) };
}
