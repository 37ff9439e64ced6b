// What the parts of the interpreter discovery tell each other. Nothing here knows VS Code.

/** Where a candidate came from, in the order in which they are asked. */
export type Origin = 'setting' | 'environments' | 'python' | 'workspace' | 'active' | 'path';

export interface Candidate {
  readonly path: string;
  readonly origin: Origin;
}

/** A Python that was started and answered. */
export interface Interpreter extends Candidate {
  /** What led to it: a shim, or the very same path. */
  readonly foundAs: string;
  readonly version: string;
  /** The environment's name for people: `.venv`, a conda name; empty for a system Python. */
  readonly environment: string;
}

export type Probe =
  | {
      readonly kind: 'usable';
      readonly version: string;
      readonly environment: string;
      /** The Python that answered, which a shim only leads to. */
      readonly executable: string;
    }
  | { readonly kind: 'tooOld'; readonly version: string }
  | { readonly kind: 'missing' }
  /** Not a Python but an offer to install one. */
  | { readonly kind: 'standIn' }
  | { readonly kind: 'broken'; readonly detail: string };

export type Resolution =
  | { readonly kind: 'found'; readonly interpreter: Interpreter }
  | { readonly kind: 'tooOld'; readonly candidate: Candidate; readonly version: string }
  | { readonly kind: 'missing'; readonly candidate: Candidate }
  | { readonly kind: 'broken'; readonly candidate: Candidate; readonly detail: string }
  /** The candidate lies inside a workspace that the user has not trusted. */
  | { readonly kind: 'untrusted'; readonly candidate: Candidate }
  | { readonly kind: 'none' };

/** One place that may know an interpreter. */
export interface InterpreterSource {
  readonly origin: Origin;
  /** Best first; empty when this source has nothing to say. */
  find(): Promise<readonly string[]>;
  /** Whether the user chose what it found; without this, the origin tells. */
  isChosen?(): boolean;
}

export const OLDEST_PYTHON = '3.10';
