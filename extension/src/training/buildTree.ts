// Which nodes there are. Pure.
import type { Run, RunDetails } from '../protocol';
import { type FindingNode, type OutputNode, type RunNode, runId, type TrainingNode } from './nodes';

/** More than anybody looks through; the rest is one row. */
export const SHOWN_RUNS = 50;

/** The newest first; whatever goes on is shown in any case. */
export function buildTree(
  runs: readonly Run[],
  details: ReadonlyMap<string, RunDetails>,
  most = SHOWN_RUNS,
): readonly TrainingNode[] {
  const nodes = runs.map((run): RunNode => ({
    kind: 'run',
    id: runId(run.folder),
    run,
    details: details.get(run.folder),
  }));
  const isShown = ({ run }: RunNode, index: number): boolean =>
    index < most || run.state === 'running' || run.state === 'queued';
  const older = nodes.filter((node, index) => !isShown(node, index));
  return [
    ...nodes.filter(isShown),
    ...(older.length > 0 ? [{ kind: 'older' as const, id: 'older', runs: older }] : []),
  ];
}

export function childrenOf(node: TrainingNode): readonly TrainingNode[] {
  if (node.kind === 'older') {
    return node.runs;
  }
  return node.kind === 'run' && node.details ? parts(node.run, node.details) : [];
}

function parts(run: Run, details: RunDetails): readonly TrainingNode[] {
  const id = (part: string): string => `${runId(run.folder)}|${part}`;
  const part = (kind: 'log' | 'metrics' | 'tensorboard' | 'command' | 'folder'): TrainingNode => ({
    kind,
    id: id(kind),
    run,
    details,
  });
  const { exit } = run;
  // An id twice in a tree, and VS Code shows none of it.
  const findings = (run.findings ?? [])
    .filter(({ rule }, index, all) => all.findIndex((other) => other.rule === rule) === index)
    .map((finding): FindingNode => ({ kind: 'finding', id: id(`finding|${finding.rule}`), run, finding }));
  const outputs = [...details.outputs]
    .sort((a, b) => b.written - a.written)
    .map((output): OutputNode => ({ kind: 'output', id: id(`output|${output.uri}`), run, output }));
  return [
    ...(exit && exit.cause !== '' && exit.message !== ''
      ? [{ kind: 'cause' as const, id: id('cause'), run, text: exit.message }]
      : []),
    ...(exit && exit.cause !== '' && exit.advice !== ''
      ? [{ kind: 'advice' as const, id: id('advice'), run, text: exit.advice }]
      : []),
    ...findings,
    ...outputs.filter(({ output }) => output.kind !== 'checkpoint'),
    ...outputs.filter(({ output }) => output.kind === 'checkpoint'),
    part('log'),
    ...(Object.keys(run.metrics).length > 0 ? [part('metrics')] : []),
    ...(details.logDirs.length > 0 ? [part('tensorboard')] : []),
    part('command'),
    part('folder'),
  ];
}
