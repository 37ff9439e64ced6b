// What an error of a request means. Pure but for VS Code's own kind of cancellation.
import { CancellationError } from 'vscode';
import type { Problem } from '../protocol';

/** Why the server refused, in words for people; it sends them beside the error. */
export interface ServerProblem {
  /** The contract's name for it. */
  readonly reason: string;
  readonly message: string;
  readonly advice: string;
  readonly action: NonNullable<Problem['action']>;
  readonly install: readonly string[];
}

const ACTIONS = ['install', 'interpreter', 'restart', 'output'] as const;

const REQUEST_CANCELLED = -32800;
const CONTENT_MODIFIED = -32801;
const SERVER_CANCELLED = -32802;
const REQUEST_FAILED = -32803;

/** The server's own words; undefined when it has none, because it did not foresee what happened. */
export function serverProblem(error: unknown): ServerProblem | undefined {
  if (!(error instanceof Error) || code(error) !== REQUEST_FAILED || !('data' in error)) {
    return undefined;
  }
  const data: Partial<Record<keyof ServerProblem, unknown>> =
    typeof error.data === 'object' && error.data !== null ? error.data : {};
  return {
    reason: typeof data.reason === 'string' ? data.reason : '',
    message: error.message,
    advice: typeof data.advice === 'string' ? data.advice : '',
    action: ACTIONS.find((action) => action === data.action) ?? 'none',
    install: Array.isArray(data.install) ? data.install.map(String) : [],
  };
}

/** Nobody wants the answer any more: nothing to tell anybody. */
export function isCancellation(error: unknown): boolean {
  return (
    error instanceof CancellationError ||
    (error instanceof Error &&
      [REQUEST_CANCELLED, CONTENT_MODIFIED, SERVER_CANCELLED].includes(code(error) ?? 0))
  );
}

function code(error: Error): number | undefined {
  return 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}
