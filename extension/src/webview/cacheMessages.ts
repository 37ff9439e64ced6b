// What the cache's panels and their webview say to each other. Types only, so both sides can import it. Sizes and
// sentences come as text: the host has the words.
import type { CacheStrings } from './cacheStrings';

export type CachePage = PlanPage | OutcomePage | VerificationPage;

/** What a deletion would do. */
export interface PlanPage {
  readonly kind: 'plan';
  readonly summary: string;
  readonly items: readonly PlanItem[];
  /** Files of the workspace that name what would go, those that pin it first. */
  readonly mentioned: readonly MentionedFile[];
  readonly uses: readonly FileUse[];
  readonly problems: readonly string[];
  /** A newer plan is being made, or the deletion runs. */
  readonly busy: boolean;
  readonly deletable: boolean;
}

export interface PlanItem {
  readonly key: string;
  readonly label: string;
  readonly detail: string;
  readonly size: string;
  /** Refs that would no longer exist. */
  readonly refs: readonly string[];
  readonly included: boolean;
}

export interface MentionedFile {
  readonly uri: string;
  /** Relative to the workspace. */
  readonly path: string;
  readonly mentions: readonly Mention[];
}

export interface Mention {
  readonly line: number;
  readonly character: number;
  readonly text: string;
  readonly repoId: string;
  /** The revision it pins, which would be gone. */
  readonly pinned: string | null;
}

export interface FileUse {
  readonly path: string;
  /** Empty: a download holds the lock. */
  readonly process: string;
}

/** What became of a deletion or a repair. */
export interface OutcomePage {
  readonly kind: 'outcomes';
  readonly summary: string;
  readonly outcomes: readonly Outcome[];
  readonly retry: boolean;
  readonly busy: boolean;
}

export interface Outcome {
  readonly label: string;
  readonly size: string;
  /** Empty: all went well. */
  readonly problem: string;
}

/** What a verification found. */
export interface VerificationPage {
  readonly kind: 'verification';
  readonly summary: string;
  readonly faults: readonly Fault[];
  /** Files that were never downloaded: no fault, and nothing that a repair fetches. */
  readonly notFetched: readonly FilesOfRevision[];
  readonly problems: readonly Outcome[];
  /** How many of the faults a repair mends. */
  readonly repairable: number;
  readonly busy: boolean;
}

export interface Fault {
  readonly repository: string;
  readonly file: string;
  readonly kind: 'missing' | 'mismatch' | 'extra';
  readonly detail: string;
}

export interface FilesOfRevision {
  readonly repository: string;
  readonly files: readonly string[];
}

export interface CacheHostMessage {
  readonly kind: 'show';
  readonly strings: CacheStrings;
  readonly page: CachePage;
}

export type CacheWebviewMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'include'; readonly keys: readonly string[]; readonly included: boolean }
  | { readonly kind: 'open'; readonly uri: string; readonly line: number; readonly character: number }
  | { readonly kind: 'delete' }
  | { readonly kind: 'retry' }
  | { readonly kind: 'repair' }
  | { readonly kind: 'fetch' }
  | { readonly kind: 'close' };
