// Logs as the host hands them to a run panel: the fine-tuning that goes wrong, and the same at a tenth of its rate.
import type { LogFinding, LogState } from '../../extension/src/protocol';
import type { HealthView, PanelLog } from '../../extension/src/webview/healthMessages';

export const SICK = 'file:///home/alice/runs/sick';
export const FINE = 'file:///home/alice/runs/fine';

export function view(changes: Partial<HealthView> = {}): HealthView {
  return {
    smoothing: 0.6,
    logarithmic: false,
    axis: 'step',
    explained: true,
    hidden: [],
    section: 'log',
    ...changes,
  };
}

export function logState(changes: Partial<LogState> = {}): LogState {
  return {
    log: SICK,
    name: 'sick',
    kind: 'run',
    generation: 1,
    runs: [
      {
        key: '',
        name: '',
        rows: 9,
        firstStep: 20,
        lastStep: 100,
        stepsKnown: true,
        totalSteps: 625,
        hasEpochs: true,
        hasTimes: true,
        finished: false,
        metrics: [
          { name: 'loss', points: 9, last: 1.1246 },
          { name: 'learning_rate', points: 9, last: 0.0001632 },
        ],
      },
    ],
    findings: [],
    notes: [],
    arguments: { learning_rate: '0.0002', num_train_epochs: '5.0', output_dir: 'out', warmup_ratio: '0.0' },
    method: 'full',
    classes: 2,
    script: 'file:///home/alice/train.py',
    textLog: `${SICK}/output.log`,
    textLogSize: 1000,
    reading: false,
    ...changes,
  };
}

export function panelLog(changes: Partial<PanelLog> = {}, state: Partial<LogState> = {}): PanelLog {
  const log = changes.subject?.log ?? SICK;
  const name = changes.subject?.name ?? 'sick';
  return {
    subject: { log, name, method: '', classes: 0, script: '' },
    state: logState({ log, name, textLog: `${log}/output.log`, ...state }),
    problem: '',
    status: 'running · 16 % · loss 1.1246 · GPU 0',
    icon: 'running',
    actions: ['stop', 'tensorBoard', 'openScript', 'copyCommand', 'openLog', 'revealFolder'],
    outputs: [],
    command: 'python train.py',
    ...changes,
  };
}

export function fineLog(changes: Partial<PanelLog> = {}, state: Partial<LogState> = {}): PanelLog {
  return panelLog(
    {
      subject: { log: FINE, name: 'a tenth of the rate', method: '', classes: 0, script: '' },
      status: 'succeeded · 2 hours ago',
      icon: 'succeeded',
      actions: ['startAgain', 'openScript', 'remove'],
      ...changes,
    },
    {
      arguments: { learning_rate: '2e-05', num_train_epochs: '5.0', output_dir: 'out2', warmup_ratio: '0.0' },
      ...state,
    },
  );
}

export function finding(changes: Partial<LogFinding> = {}): LogFinding {
  return {
    rule: 'loss-climbing',
    severity: 'warning',
    run: '',
    firstStep: 40,
    lastStep: 100,
    message: 'The loss climbs after the warm-up: from 0.74 to 1.12.',
    causes: [
      'The learning rate, 2e-4, is high for full fine-tuning.',
      'The data are not shuffled: `shuffle=False`.',
      'The labels are noisy.',
    ],
    advice: 'Start again with a tenth of the learning rate, `2e-5`.',
    argument: {
      name: 'learning_rate',
      value: '0.0002',
      suggested: '2e-5',
      place: {
        uri: 'file:///home/alice/train.py',
        line: 41,
        character: 18,
        endCharacter: 22,
        text: '2e-4',
        newText: '2e-5',
      },
    },
    ...changes,
  };
}

export const HINT = finding({
  rule: 'no-warmup',
  severity: 'info',
  firstStep: 20,
  lastStep: 20,
  message: 'There is no warm-up, and the learning rate is high.',
  causes: [],
  advice: 'Let it warm up over the first 5 % of the steps.',
  argument: null,
});
