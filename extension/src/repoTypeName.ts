import { l10n } from 'vscode';

/** What a type of repository is called; of one that is not known, the Hub's word. */
export function repoTypeName(type: string): string {
  switch (type) {
    case 'model':
      return l10n.t('Model');
    case 'dataset':
      return l10n.t('Dataset');
    case 'space':
      return l10n.t('Space');
    case 'kernel':
      return l10n.t('Kernel');
    default:
      return type;
  }
}
