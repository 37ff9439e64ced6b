// Which ends of runs somebody has to be told of: of those that were seen running, each attempt once. Pure.
import type { Run } from '../protocol';

/** The attempt of each run that was seen running and not yet seen to end, by the run's folder. */
export type Watched = Readonly<Record<string, number>>;

export interface Endings {
  readonly watched: Watched;
  readonly ended: readonly Run[];
}

/** `watched` is what is remembered from before, also from before the window was reloaded. */
export function noticeEndings(watched: Watched, runs: readonly Run[]): Endings {
  const next: Record<string, number> = {};
  const ended: Run[] = [];
  for (const run of runs) {
    const attempt = watched[run.folder];
    if (run.state === 'running' || run.state === 'queued') {
      next[run.folder] = run.attempt;
    } else if (attempt !== undefined && attempt <= run.attempt) {
      ended.push(run);
    }
  }
  return { watched: next, ended };
}
