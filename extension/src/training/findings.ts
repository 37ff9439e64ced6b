// Which findings somebody has to be told of: of runs that were seen to go on, each rule once an attempt. Pure.
import type { Run, RunFinding } from '../protocol';

/** In which attempt of a run a finding was told of, and when it was found. */
export interface ToldFinding {
  readonly attempt: number;
  readonly found: number;
}

/** By rule, of each run that was seen to go on, by its folder. */
export type Told = Readonly<Record<string, Readonly<Record<string, ToldFinding>>>>;

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
  const next: Record<string, Told[string]> = complete ? {} : { ...told };
  const news: News[] = [];
  for (const run of runs) {
    const known = told[run.folder];
    // What a run that ended long ago is like, nobody has to be told now.
    if (known === undefined && run.state !== 'running' && run.state !== 'queued') {
      continue;
    }
    const findings = graveFindings(run).filter((each) => isNews(known?.[each.rule], each, run.attempt));
    const { attempt } = run;
    next[run.folder] = {
      ...known,
      ...Object.fromEntries(findings.map(({ rule, found }) => [rule, { attempt, found }])),
    };
    if (findings.length > 0) {
      news.push({ run, findings });
    }
  }
  return { told: next, news };
}

/** A resumed run takes its findings along: only what was found anew is told anew. */
function isNews(known: ToldFinding | undefined, { found }: RunFinding, attempt: number): boolean {
  return known === undefined || (known.attempt !== attempt && known.found !== found);
}
