// What the tree consists of. Plain data; an id stays the same from one answer of the server to the next. Pure.
import type { Run, RunDetails, RunFinding, RunOutput } from '../protocol';

export interface RunNode {
  readonly kind: 'run';
  readonly id: string;
  readonly run: Run;
  /** Undefined until somebody opens the row. */
  readonly details: RunDetails | undefined;
}

export interface OlderNode {
  readonly kind: 'older';
  readonly id: string;
  readonly runs: readonly RunNode[];
}

/** Why a run ended, and what to do next. */
export interface ReasonNode {
  readonly kind: 'cause' | 'advice';
  readonly id: string;
  readonly run: Run;
  readonly text: string;
}

/** What a rule says of how the training goes. */
export interface FindingNode {
  readonly kind: 'finding';
  readonly id: string;
  readonly run: Run;
  readonly finding: RunFinding;
}

export interface OutputNode {
  readonly kind: 'output';
  readonly id: string;
  readonly run: Run;
  readonly output: RunOutput;
}

/** What a run has one of. */
export interface PartNode {
  readonly kind: 'log' | 'metrics' | 'tensorboard' | 'command' | 'folder';
  readonly id: string;
  readonly run: Run;
  readonly details: RunDetails;
}

/** Instead of parts that could not be read. */
export interface MessageNode {
  readonly kind: 'message';
  readonly id: string;
  readonly text: string;
}

export type TrainingNode =
  RunNode | OlderNode | ReasonNode | FindingNode | OutputNode | PartNode | MessageNode;

export function runId(folder: string): string {
  return `run|${folder}`;
}

/** The run that a row belongs to. */
export function runOf(node: TrainingNode): Run | undefined {
  return node.kind === 'older' || node.kind === 'message' ? undefined : node.run;
}
