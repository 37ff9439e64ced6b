import * as vscode from 'vscode';
import type { ServerStatus } from '../protocol';
import type { InterpreterService } from './interpreterService';
import type { LanguageServer } from './languageServer';
import { describeFailure } from './failures';
import { missingPackages, shownPackages, statusText } from './statusText';

/** The status bar item: what is used, in what state it is, and in its tooltip what can be done about it. */
export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'transformers.client.status',
    vscode.StatusBarAlignment.Right,
    90,
  );
  private readonly subscriptions: vscode.Disposable[];
  private status: ServerStatus | undefined;

  constructor(
    private readonly interpreters: InterpreterService,
    private readonly server: LanguageServer,
  ) {
    this.item.name = 'Transformers Workbench';
    this.item.command = 'transformers.client.selectInterpreter';
    this.subscriptions = [
      this.item,
      interpreters.onDidChange(() => {
        this.status = undefined;
        this.show();
      }),
      server.onDidChangeState(() => this.show()),
      server.onDidChangeStatus((status) => {
        this.status = status;
        this.show();
        const missing = missingPackages(status).length > 0;
        void vscode.commands.executeCommand('setContext', 'transformers.client.packagesMissing', missing);
      }),
    ];
    this.show();
  }

  /** From the time on that there is something to say. */
  appear(): void {
    this.item.show();
  }

  get lastStatus(): ServerStatus | undefined {
    return this.status;
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private show(): void {
    const text = statusText(this.interpreters.current, this.status);
    const severity = this.severity();
    this.item.text = severity === 'none' ? text : text.replace(/^\$\([^)]+\)/, '$(warning)');
    this.item.backgroundColor =
      severity === 'none' ? undefined : new vscode.ThemeColor(`statusBarItem.${severity}Background`);
    this.item.tooltip = this.tooltip();
    this.item.accessibilityInformation = { label: `Transformers Workbench: ${this.sentence()}` };
  }

  private severity(): 'none' | 'warning' | 'error' {
    const resolution = this.interpreters.current;
    if (this.server.state.kind === 'failed' || (resolution && resolution.kind !== 'found')) {
      return 'error';
    }
    switch (this.status?.health) {
      case 'error':
      case 'warning':
        return this.status.health;
      case 'starting':
      case 'ok':
      case undefined:
        return 'none';
    }
  }

  private sentence(): string {
    const resolution = this.interpreters.current;
    if (resolution === undefined) {
      return vscode.l10n.t('Looking for Python…');
    }
    if (resolution.kind !== 'found') {
      return describeFailure(resolution).message;
    }
    switch (this.server.state.kind) {
      case 'failed':
        return this.server.state.message;
      case 'stopped':
        return vscode.l10n.t('The language server is not running.');
      case 'idle':
      case 'starting':
      case 'waiting':
        return vscode.l10n.t('The language server is starting…');
      case 'running':
        return this.status?.message ?? vscode.l10n.t('The language server is ready.');
    }
  }

  private tooltip(): vscode.MarkdownString {
    const tooltip = new vscode.MarkdownString('', true);
    tooltip.isTrusted = { enabledCommands: commands().map(([command]) => command) };
    tooltip.appendMarkdown('**Transformers Workbench**\n\n');
    tooltip.appendText(this.sentence());
    const resolution = this.interpreters.current;
    if (resolution?.kind === 'found') {
      tooltip.appendMarkdown(`\n\nPython ${resolution.interpreter.version}\n\n`);
      tooltip.appendCodeblock(resolution.interpreter.path, 'text');
    }
    for (const entry of shownPackages(this.status)) {
      tooltip.appendMarkdown(entry.version === null ? '\n\n$(warning) ' : '\n\n$(check) ');
      tooltip.appendText(
        entry.version === null
          ? vscode.l10n.t('{0} is not installed: {1}', entry.name, entry.neededFor)
          : `${entry.name} ${entry.version}`,
      );
    }
    const links = commands()
      .filter(
        ([command]) =>
          command !== 'transformers.client.installPackages' || missingPackages(this.status).length > 0,
      )
      .map(([command, label]) => `[${label}](command:${command})`);
    tooltip.appendMarkdown(`\n\n---\n\n${links.join(' · ')}`);
    return tooltip;
  }
}

function commands(): readonly (readonly [string, string])[] {
  return [
    ['transformers.client.installPackages', vscode.l10n.t('Install missing packages')],
    ['transformers.client.selectInterpreter', vscode.l10n.t('Select interpreter')],
    ['transformers.client.restart', vscode.l10n.t('Restart')],
    ['transformers.client.showOutput', vscode.l10n.t('Show output')],
  ];
}
