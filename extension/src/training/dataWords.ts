// How data is told in one line: in the wizard, and before a run starts.
import { env, l10n } from 'vscode';
import type { DataLook } from '../protocol';

export function rowCount(rows: number): string {
  return rows === 1 ? l10n.t('1 row') : l10n.t('{0} rows', rows.toLocaleString(env.language));
}

/** `240 rows · median 27 tokens, at most 54` */
export function sizeText({ rows, lengths, inTokens }: DataLook): string {
  const { median, max } = lengths;
  const numbers = [median, max].map((length) => (length ?? 0).toLocaleString(env.language));
  const length = inTokens
    ? l10n.t('median {0} tokens, at most {1}', ...numbers)
    : l10n.t('median {0} characters, at most {1}', ...numbers);
  return median === undefined || max === undefined ? rowCount(rows) : `${rowCount(rows)} · ${length}`;
}

/** Empty: there are no classes to speak of. */
export function classText({ classes }: DataLook): string {
  return classes.length < 2 ? '' : l10n.t('{0} classes', classes.length);
}
