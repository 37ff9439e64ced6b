// How many of what a list of targets holds. Pure; the words are in counts.ts.
import type { CacheTarget } from '../protocol';

export interface TargetCounts {
  readonly repositories: number;
  readonly revisions: number;
  readonly files: number;
  readonly downloads: number;
  readonly blobs: number;
}

export function countTargets(targets: readonly CacheTarget[]): TargetCounts {
  const counts = { repositories: 0, revisions: 0, files: 0, downloads: 0, blobs: 0 };
  for (const target of targets) {
    counts[kindOf(target)] += 1;
  }
  return counts;
}

function kindOf({ name, revision, file }: CacheTarget): keyof TargetCounts {
  if (name === '') {
    return 'blobs';
  }
  if (revision) {
    return file ? 'files' : 'revisions';
  }
  return file ? 'downloads' : 'repositories';
}
