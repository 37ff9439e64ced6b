// Logs as the language server would describe them.
import type { LogFinding, LogRun, LogState } from '../../extension/src/protocol';

export const LOG = 'file:///w/train.log';

export function logRun(points: Readonly<Record<string, number>>, changes: Partial<LogRun> = {}): LogRun {
  return {
    key: '0',
    name: '',
    rows: Math.max(0, ...Object.values(points)),
    firstStep: 1,
    lastStep: 9,
    stepsKnown: true,
    totalSteps: 0,
    hasEpochs: true,
    hasTimes: false,
    finished: false,
    metrics: Object.entries(points).map(([name, count]) => ({ name, points: count, last: 0.5 })),
    ...changes,
  };
}

export function logState(
  points: Readonly<Record<string, number>>,
  changes: Partial<LogState> = {},
): LogState {
  return {
    log: LOG,
    name: 'train.log',
    kind: 'console',
    generation: 1,
    runs: [logRun(points)],
    findings: [],
    notes: [],
    arguments: {},
    method: '',
    classes: 0,
    script: '',
    textLog: LOG,
    textLogSize: 1000,
    reading: false,
    ...changes,
  };
}

export function finding(changes: Partial<LogFinding> = {}): LogFinding {
  return {
    rule: 'climbing-loss',
    severity: 'error',
    run: '0',
    firstStep: 3,
    lastStep: 9,
    message: 'The loss climbs.',
    causes: ['The learning rate is too high.'],
    advice: 'Try a tenth.',
    argument: { name: 'learning_rate', value: '2e-04', suggested: '2e-05' },
    ...changes,
  };
}
