import * as vscode from 'vscode';
import type { CopyFormat } from '../webview/previewMessages';
import type { PreviewSession } from './previewSession';

/** Copies what is on screen, whole, even where the panel shows only its beginning. */
export async function copyFrom(session: PreviewSession, format: CopyFormat): Promise<void> {
  const text = copied(session, format);
  if (text === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is nothing to copy yet.'));
    return;
  }
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('$(check) Copied'), 2000);
}

function copied({ rendered, tokens }: PreviewSession, format: CopyFormat): string | undefined {
  switch (format) {
    case 'text':
      return rendered?.text;
    case 'ids': {
      // The ids of an older text would be a trap.
      const ids = tokens?.sequence === rendered?.sequence ? (tokens?.ids ?? []) : [];
      return ids.length > 0 ? `[${ids.join(', ')}]` : undefined;
    }
    case 'python':
      return rendered?.pythonCall;
  }
}
