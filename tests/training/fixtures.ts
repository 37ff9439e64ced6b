// Runs, devices and plans as the language server would describe them.
import type {
  Device,
  MemoryEstimate,
  Run,
  RunDetails,
  RunFinding,
  RunPlan,
} from '../../extension/src/protocol';

export function run(name: string, changes: Partial<Run> = {}): Run {
  return {
    id: `20260101-${name}`,
    name,
    folder: `file:///w/.transformers-workbench/runs/${name}`,
    state: 'running',
    detail: '62 % · loss 0.53 · 12m left · GPU 0',
    created: 1000,
    ended: null,
    step: 62,
    total: 100,
    epoch: 1.5,
    etaSeconds: 720,
    metrics: { loss: 0.53 },
    devices: ['0'],
    host: 'gpu-1',
    stopping: '',
    canResume: false,
    attempt: 1,
    exit: null,
    ...changes,
  };
}

export function ended(name: string, changes: Partial<Run> = {}): Run {
  return run(name, { state: 'succeeded', ended: 2000, detail: 'f1 0.91', etaSeconds: null, ...changes });
}

export function finding(rule: string, changes: Partial<RunFinding> = {}): RunFinding {
  return {
    rule,
    severity: 'warning',
    message: 'Something is odd.',
    advice: 'Look at it.',
    firstStep: 20,
    lastStep: 60,
    found: 1900,
    ...changes,
  };
}

export function details(of: Run, changes: Partial<RunDetails> = {}): RunDetails {
  return {
    run: of,
    command: 'python train.py --lr 1e-4',
    spec: { script: 'file:///w/train.py', arguments: ['--lr', '1e-4'], environment: {} },
    environment: { torch: '2.13.0', git: 'abc1234' },
    log: `${of.folder}/log.txt`,
    metricsFile: `${of.folder}/metrics.jsonl`,
    logDirs: [`${of.folder}/tensorboard`],
    outputs: [],
    pid: 42,
    supervisorPid: 41,
    lastLines: ['step 62: loss 0.53'],
    ...changes,
  };
}

export function device(id: string, changes: Partial<Device> = {}): Device {
  return {
    id,
    kind: 'cuda',
    name: 'NVIDIA H100',
    label: 'NVIDIA H100',
    memoryTotal: 80e9,
    memoryFree: 60e9,
    load: 0.03,
    processes: 2,
    preselected: false,
    ...changes,
  };
}

export const cpu = device('cpu', { kind: 'cpu', name: 'CPU', load: null, processes: 0 });

export function plan(changes: Partial<RunPlan> = {}): RunPlan {
  return {
    command: ['/venv/bin/python', '/w/train.py', '--lr', '1e-4'],
    text: '/venv/bin/python /w/train.py --lr 1e-4',
    workingDirectory: 'file:///w',
    devices: ['0'],
    environment: { CUDA_VISIBLE_DEVICES: '0' },
    withToken: false,
    warnings: [],
    missingPackages: [],
    running: '',
    ...changes,
  };
}

export function estimate(changes: Partial<MemoryEstimate> = {}): MemoryEstimate {
  return {
    known: true,
    message: '',
    total: 2.1e9,
    free: 23.4e9,
    fits: true,
    parts: [],
    remedies: [],
    values: {},
    assumed: [],
    ...changes,
  };
}
