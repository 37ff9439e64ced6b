// Which findings somebody has to be told of: of runs that were seen to go on, each rule once an attempt. Pure.
import type { Run, RunFinding } from '../protocol';

/** Rules that were told of, with the moment each was found, and in which attempt of the run. */
export interface ToldRun {
  readonly attempt: number;
  readonly rules: Readonly<Record<string, number>>;
}

/** Of each run that was seen to go on, by its folder. */
export type Told = Readonly<Record<string, ToldRun>>;

export interface News {
  readonly run: Run;
  /** The gravest first. */
  readonly findings: readonly RunFinding[];
}

export interface FindingNews {
  readonly told: Told;
  readonly news: readonly News[];
}

/** Those that something should be done about; the others are good to know. */
export function graveFindings({ findings = [] }: Run): readonly RunFinding[] {
  return findings.filter(({ severity }) => severity !== 'info');
}

export function isInTrouble(run: Run): boolean {
  return graveFindings(run).some(({ severity }) => severity === 'error');
}

/**
 * `told` is what is remembered, also from before the window was reloaded. `complete`: runs that are not among these
 * were removed, else they may only have been out of reach.
 */
export function noticeFindings(told: Told, runs: readonly Run[], complete: boolean): FindingNews {
  const next: Record<string, ToldRun> = complete ? {} : { ...told };
  const news: News[] = [];
  for (const run of runs) {
    const known = told[run.folder];
    // What a run that ended long ago is like, nobody has to be told now.
    if (known === undefined && run.state !== 'running' && run.state !== 'queued') {
      continue;
    }
    const found = graveFindings(run);
    const rules = known?.attempt === run.attempt ? known.rules : stillTold(known, found);
    const fresh = found.filter(({ rule }) => !(rule in rules));
    next[run.folder] = {
      attempt: run.attempt,
      rules: { ...rules, ...Object.fromEntries(fresh.map(({ rule, found: when }) => [rule, when])) },
    };
    if (fresh.length > 0) {
      news.push({ run, findings: fresh });
    }
  }
  return { told: next, news };
}

/** A resumed run takes its findings along: only what was found anew is told anew. */
function stillTold(known: ToldRun | undefined, found: readonly RunFinding[]): ToldRun['rules'] {
  const same = found.filter(({ rule, found: when }) => known?.rules[rule] === when);
  return Object.fromEntries(same.map(({ rule, found: when }) => [rule, when]));
}
