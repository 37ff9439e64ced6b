// The words of a TensorBoard panel. `vscode.l10n` does not exist inside a webview, so the host translates and sends
// them.
import { l10n } from 'vscode';

export function tensorBoardStrings() {
  return {
    bar: l10n.t('TensorBoard'),
    explanation: l10n.t(
      'Thin line: the real values; thick line: smoothed. One line per sub-folder, from its newest event file.',
    ),
    explain: l10n.t('What the lines mean'),
    dismiss: l10n.t('Hide this explanation'),
    frame: l10n.t('TensorBoard of {0}'),
    silent: l10n.t('The page has not loaded yet.'),
    silentLink: l10n.t('Open it in the browser'),
    log: l10n.t('The end of its log'),
    actions: {
      start: l10n.t('Start Again'),
      restart: l10n.t('Restart'),
      stop: l10n.t('Stop'),
      reload: l10n.t('Reload'),
      browser: l10n.t('Open in Browser'),
      log: l10n.t('Show Log'),
    },
  };
}

export type TensorBoardStrings = Readonly<ReturnType<typeof tensorBoardStrings>>;
