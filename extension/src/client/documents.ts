import { EMBEDDED_SCHEME } from '../protocol';

/** What is synchronised with the server: templates are previewed, and any text may hold a leaked token. */
export const documentSelector = [
  { scheme: 'file' },
  { scheme: 'untitled' },
  { scheme: 'vscode-notebook-cell' },
  { scheme: EMBEDDED_SCHEME },
];

/** Files whose content no document has: what the cells of a notebook have put out. */
export const watchedFiles = '**/*.ipynb';
