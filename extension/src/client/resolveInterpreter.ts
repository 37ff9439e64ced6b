import type { Candidate, InterpreterSource, Origin, Probe, Resolution } from './interpreterTypes';

/** Someone chose these by hand: if they do not work, saying so is better than using another one. */
const CHOSEN: ReadonlySet<Origin> = new Set(['setting', 'python']);

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
    for (const path of await foundBy(source)) {
      const resolution = await examine({ path, origin: source.origin }, options);
      if (resolution.kind === 'found' || isChosen(source)) {
        return resolution.kind === 'none'
          ? { kind: 'missing', candidate: { path, origin: source.origin } }
          : resolution;
      }
      if (firstFailure.kind === 'none') {
        firstFailure = resolution;
      }
    }
  }
  return firstFailure;
}

/** A source that fails has found nothing: the others are asked all the same. */
export async function foundBy(source: InterpreterSource): Promise<readonly string[]> {
  try {
    return await source.find();
  } catch {
    return [];
  }
}

function isChosen(source: InterpreterSource): boolean {
  return source.isChosen ? source.isChosen() : CHOSEN.has(source.origin);
}

async function examine(candidate: Candidate, options: ResolveOptions): Promise<Resolution> {
  try {
    return await examined(candidate, options);
  } catch (error) {
    return { kind: 'broken', candidate, detail: String(error) };
  }
}

async function examined(candidate: Candidate, options: ResolveOptions): Promise<Resolution> {
  if (!(await options.mayRun(candidate.path))) {
    return { kind: 'untrusted', candidate };
  }
  const probe = await options.probe(candidate.path);
  switch (probe.kind) {
    case 'usable': {
      const { version, environment, executable } = probe;
      if (executable !== candidate.path && !(await options.mayRun(executable))) {
        return { kind: 'untrusted', candidate };
      }
      const { path: foundAs, origin } = candidate;
      return { kind: 'found', interpreter: { path: executable, foundAs, origin, version, environment } };
    }
    case 'tooOld':
      return { kind: 'tooOld', candidate, version: probe.version };
    case 'standIn':
      return { kind: 'none' };
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
