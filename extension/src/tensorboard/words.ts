// How log folders and servers are described.
import { env, l10n } from 'vscode';
import { formatSize } from '../byteSize';
import { relativeTime } from '../moments';
import type { LogFolder, TensorBoardServer } from '../protocol';
import type { ServerNode } from './nodes';

export function runCount(count: number): string {
  return count === 1 ? l10n.t('1 run') : l10n.t('{0} runs', count.toLocaleString(env.language));
}

/** `12 runs · 3.4 MB · 2m ago`; what holds nothing yet says so. */
export function folderDescription({ runs, size, lastWritten }: LogFolder, now: number): string {
  return runs === 0
    ? l10n.t('no events yet')
    : joined([runCount(runs), formatSize(size), relativeTime(lastWritten, now, env.language)]);
}

/** `:6006 · 12 runs` */
export function serverDescription({ server, folder }: ServerNode): string {
  return joined([serverState(server), folder && folder.runs > 0 ? runCount(folder.runs) : '']);
}

/** The port while all is well; else what is the matter. */
export function serverState({ state, port, hasEvents, missing, folders }: TensorBoardServer): string {
  if (state === 'crashed') {
    return l10n.t('crashed');
  }
  if (state === 'outdated') {
    return joined([`:${port}`, l10n.t('started by an earlier version')]);
  }
  if (missing) {
    return joined([
      `:${port}`,
      folders.length > 1 ? l10n.t('a folder is missing') : l10n.t('the folder is missing'),
    ]);
  }
  return joined([`:${port}`, hasEvents ? '' : l10n.t('no events yet')]);
}

export function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}

/** Where a log folder is, for people. */
export function folderLabels(uris: readonly string[], label: (uri: string) => string): string {
  return uris.map(label).join(l10n.t(', '));
}
