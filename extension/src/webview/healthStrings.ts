// The words of a run panel. `vscode.l10n` does not exist inside a webview, so the host translates and sends them.
import { l10n } from 'vscode';

export function healthStrings() {
  return {
    panel: l10n.t('Run'),
  };
}

export type HealthStrings = Readonly<ReturnType<typeof healthStrings>>;
