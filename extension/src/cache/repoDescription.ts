// What stands beside a repository's name: the most important first, since a narrow sidebar cuts the rest.
import { env, l10n } from 'vscode';
import { formatSize } from '../byteSize';
import { relativeTime } from '../moments';
import type { RepoNode, RevisionNode } from './nodes';
import { fileCount, markerName } from './words';

export function repoDescription({ repo }: RepoNode, now: number): string {
  const state =
    repo.damage !== null ? [l10n.t('damaged')] : [relativeTime(repo.lastAccessed, now, env.language)];
  return joined([formatSize(repo.sizeOnDisk), ...state, owner(repo.repoId), ...repoMarks(repo)]);
}

/** The part of an id that tells repositories apart in a narrow sidebar; whose it is follows beside it. */
export function repoLabel(repoId: string): string {
  return repoId.slice(repoId.lastIndexOf('/') + 1) || repoId;
}

function owner(repoId: string): string {
  return repoId.slice(0, Math.max(0, repoId.lastIndexOf('/')));
}

/** What is special about a repository, in words: nothing is told by colour or icon alone. */
export function repoMarks(repo: RepoNode['repo']): string[] {
  return [
    ...(repo.usedHere === true ? [l10n.t('used here')] : []),
    ...(repo.incompleteCount > 0 ? [l10n.t('incomplete')] : []),
    ...repo.markers.map(markerName),
  ];
}

export function revisionLabel({ refs }: RevisionNode['revision']): string {
  return refs.length === 0 ? l10n.t('detached') : refs.join(l10n.t(', '));
}

export function revisionDescription({ revision, shares }: RevisionNode): string {
  const { commitHash, sizeOnDisk, uniqueSize } = revision;
  const size = formatSize(sizeOnDisk);
  return joined([shortCommit(commitHash), shares ? `${size} (+${formatSize(uniqueSize)})` : size]);
}

export function incompleteDescription(count: number, size: number): string {
  return joined([formatSize(size), fileCount(count)]);
}

export function shortCommit(commitHash: string): string {
  return commitHash.slice(0, 7);
}

export function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}
