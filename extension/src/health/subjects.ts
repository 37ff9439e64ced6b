// Which logs a panel shows, and how it is called by them. Pure but for the words.
import * as vscode from 'vscode';
import type { LogSubject } from '../webview/healthMessages';

const MOST_NAMES = 3;

export function logSubject(log: string, name = ''): LogSubject {
  return { log, name: name === '' ? lastPart(log) : name, method: '', classes: 0, script: '' };
}

/** Two panels of the same logs are one, in whatever order they were named. */
export function isSameLogs(some: readonly LogSubject[], others: readonly LogSubject[]): boolean {
  const key = (logs: readonly LogSubject[]): string =>
    logs
      .map(({ log }) => log)
      .sort()
      .join('\n');
  return key(some) === key(others);
}

/** Each log once; the first of them counts. */
export function withoutRepeats(logs: readonly LogSubject[]): readonly LogSubject[] {
  return logs.filter(({ log }, index) => logs.findIndex((each) => each.log === log) === index);
}

export function panelTitle(names: readonly string[]): string {
  if (names.length === 0) {
    return vscode.l10n.t('Training Log');
  }
  const shown = names.slice(0, MOST_NAMES).join(vscode.l10n.t(', '));
  const more = names.length - MOST_NAMES;
  return more > 0 ? vscode.l10n.t('{0} and {1} more', shown, more) : shown;
}

export function lastPart(uri: string): string {
  return lastParts(uri, 1);
}

export function lastParts(uri: string, count: number): string {
  return vscode.Uri.parse(uri).path.replace(/\/+$/, '').split('/').slice(-count).join('/');
}
