// Logs that are no runs of this window: files, folders, and text without a file.
import * as vscode from 'vscode';
import { formatSize } from '../byteSize';
import type { LogSubject } from '../webview/healthMessages';
import type { KeptLogs } from './keptLogs';
import { logSubject } from './subjects';

export class LogSources {
  constructor(
    private readonly kept: KeptLogs,
    private readonly inUse: () => readonly string[],
  ) {}

  isKept(log: string): boolean {
    return this.kept.has(log);
  }

  /** Undefined after saying why not. */
  async fromText(text: string, name: string): Promise<LogSubject | undefined> {
    const kept = await this.kept.keep(text, name, new Date(), this.inUse());
    switch (kept.kind) {
      case 'kept':
        return logSubject(kept.uri, name === '' ? vscode.l10n.t('Pasted log') : name);
      case 'empty':
        void vscode.window.showInformationMessage(
          vscode.l10n.t('There is no text. Copy what the training printed, then try again.'),
        );
        return undefined;
      case 'tooLarge':
        void vscode.window.showErrorMessage(
          vscode.l10n.t(
            'A text of {0} is too large to be pasted: at most {1}. Save it as a file and choose that.',
            formatSize(kept.size),
            formatSize(kept.most),
          ),
        );
        return undefined;
    }
  }

  async fromClipboard(): Promise<LogSubject | undefined> {
    return this.fromText(await vscode.env.clipboard.readText(), '');
  }

  fromFiles(): Promise<readonly LogSubject[]> {
    return chosen({
      title: vscode.l10n.t('Training Log'),
      openLabel: vscode.l10n.t('Diagnose'),
      canSelectMany: true,
      filters: {
        [vscode.l10n.t('Logs')]: ['log', 'txt', 'out', 'err', 'json', 'jsonl'],
        [vscode.l10n.t('All files')]: ['*'],
      },
    });
  }

  fromFolders(): Promise<readonly LogSubject[]> {
    return chosen({
      title: vscode.l10n.t('Folder of a Training'),
      openLabel: vscode.l10n.t('Diagnose'),
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: true,
    });
  }
}

async function chosen(options: vscode.OpenDialogOptions): Promise<readonly LogSubject[]> {
  const uris = (await vscode.window.showOpenDialog(options)) ?? [];
  return uris.map((uri) => logSubject(uri.toString()));
}
