// What is said of access to a repository.
import { l10n } from 'vscode';
import { redacted } from './redact';

const LONGEST_EXCERPT = 160;

/** A notification has one paragraph: what it means first, then where that was read. */
export function withExcerpt(words: string, excerpt: string): string {
  const line = redacted(excerpt).replace(/\s+/g, ' ').trim();
  if (line === '') {
    return words;
  }
  const shown = line.length > LONGEST_EXCERPT ? `${line.slice(0, LONGEST_EXCERPT - 1)}…` : line;
  return l10n.t('{0} Read from: “{1}”', words, shown);
}
