import type { Candidate, InterpreterSource, Origin, Probe, Resolution } from './interpreterTypes';

/** Someone chose these by hand: if they do not work, saying so is better than using another one. */
const CHOSEN: ReadonlySet<Origin> = new Set(['setting', 'environments', 'python']);

export interface ResolveOptions {
  readonly sources: readonly InterpreterSource[];
  readonly probe: (path: string) => Promise<Probe>;
  /** Whether starting this file is allowed: not when it belongs to an untrusted workspace. */
  readonly mayRun: (path: string) => boolean | Promise<boolean>;
}

/** Asks the sources in order and returns the first interpreter that works, or the best reason why none does. */
export async function resolveInterpreter(options: ResolveOptions): Promise<Resolution> {
  let firstFailure: Resolution = { kind: 'none' };
  for (const source of options.sources) {
    for (const path of await source.find()) {
      const resolution = await examine({ path, origin: source.origin }, options);
      if (resolution.kind === 'found' || CHOSEN.has(source.origin)) {
        return resolution;
      }
      if (firstFailure.kind === 'none') {
        firstFailure = resolution;
      }
    }
  }
  return firstFailure;
}

async function examine(candidate: Candidate, options: ResolveOptions): Promise<Resolution> {
  if (!(await options.mayRun(candidate.path))) {
    return { kind: 'untrusted', candidate };
  }
  const probe = await options.probe(candidate.path);
  switch (probe.kind) {
    case 'usable':
      return {
        kind: 'found',
        interpreter: { ...candidate, version: probe.version, environment: probe.environment },
      };
    case 'tooOld':
      return { kind: 'tooOld', candidate, version: probe.version };
    case 'missing':
      return { kind: 'missing', candidate };
    case 'broken':
      return { kind: 'broken', candidate, detail: probe.detail };
  }
}

/** Whether the language server has to be restarted when the second takes the place of the first. */
export function isSameInterpreter(before: Resolution | undefined, now: Resolution): boolean {
  if (before?.kind === 'found' && now.kind === 'found') {
    return (
      before.interpreter.path === now.interpreter.path &&
      before.interpreter.version === now.interpreter.version
    );
  }
  return JSON.stringify(before) === JSON.stringify(now);
}
