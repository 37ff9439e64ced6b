// What is said beside the curves of a log, and what can be done with it.
import { describe, expect, test, vi } from 'vitest';
import type { LogState, Run } from '../../extension/src/protocol';
import { details, ended, run } from '../training/fixtures';
import { vscodeMock } from './editor';
import { LOG, logState } from './logStates';

vi.mock('vscode', () => vscodeMock());
const { panelLog, toldApart } = await import('../../extension/src/health/panelLogs');

const NOW = 2060;
type Facts = Parameters<typeof panelLog>[0];

function described(changes: Partial<Facts> = {}): ReturnType<typeof panelLog> {
  const facts: Facts = {
    subject: { log: LOG, name: 'train.log', method: '', classes: 0, script: '' },
    state: logState({ loss: 1 }),
    problem: '',
    run: undefined,
    details: undefined,
    isKept: false,
    isOneOfSeveral: false,
    ...changes,
  };
  return panelLog(facts, NOW);
}

function ofRun(row: Run, state: Partial<LogState> = {}): ReturnType<typeof panelLog> {
  return described({
    run: row,
    details: details(row),
    state: logState({ loss: 1 }, { kind: 'run', ...state }),
  });
}

describe('a run of the workbench', () => {
  test('that goes on can be stopped, and says how far it is', () => {
    const log = ofRun(run('sft'));
    expect([log.icon, log.status]).toEqual(['running', 'running · 62 % · loss 0.53 · 12m left · GPU 0']);
    expect(log.actions).toEqual([
      'stop',
      'tensorBoard',
      'openScript',
      'copyCommand',
      'openLog',
      'revealFolder',
    ]);
    expect([log.subject.name, log.command]).toEqual(['sft', 'python train.py --lr 1e-4']);
  });

  test('that was stopped can be resumed or started again, and not stopped', () => {
    const log = ofRun(ended('sft', { state: 'stopped', canResume: true }));
    expect([log.icon, log.actions.slice(0, 2)]).toEqual(['stopped', ['resume', 'startAgain']]);
    expect(log.status).toBe('stopped · f1 0.91 · 1m ago');
    expect(log.actions).not.toContain('stop');
  });

  test('that is not ours can be adopted, and neither stopped nor resumed before', () => {
    for (const theirs of [run('sft'), ended('sft', { state: 'stopped', canResume: true })]) {
      const { actions, status } = ofRun({ ...theirs, ours: false });
      expect(actions[0]).toBe('adopt');
      expect(actions).not.toContain('stop');
      expect(actions).not.toContain('resume');
      expect(status).toContain('not started by you');
    }
    expect(ofRun(run('sft')).actions).not.toContain('adopt');
  });

  test('that is asked to stop shows that', () => {
    expect(ofRun(run('sft', { stopping: 'checkpoint' })).icon).toBe('stopping');
  });

  test('has what it wrote, with size and time', () => {
    const row = ended('sft');
    const output = {
      kind: 'checkpoint',
      uri: 'file:///c',
      label: 'checkpoint-50',
      step: 50,
      size: 2_000_000,
      written: 2000,
    } as const;
    const log = described({ run: row, details: details(row, { outputs: [output] }) });
    expect(log.outputs).toEqual([
      { kind: 'checkpoint', uri: 'file:///c', label: 'checkpoint-50', step: 50, detail: '2.0 MB · 1m ago' },
    ]);
  });

  test('of which no more is known than its row has no command and no TensorBoard yet', () => {
    const { actions, command } = described({ run: run('sft'), state: undefined });
    expect([actions, command]).toEqual([['stop', 'revealFolder'], '']);
  });
});

describe('another log', () => {
  test.each([
    ['console', 'console log'],
    ['trainer-state', 'state of the Trainer'],
    ['metrics', 'metrics of a training run'],
    ['events', 'event files of TensorBoard'],
  ] as const)('of the kind %s says so', (kind, words) => {
    const log = described({ state: logState({ loss: 1 }, { kind }) });
    expect([log.icon, log.status]).toEqual(['log', words]);
  });

  test('can be given its script, and has what its files allow', () => {
    expect(described().actions).toEqual(['openLog', 'revealFolder', 'chooseScript']);
    const events = logState({ loss: 1 }, { kind: 'events', textLog: '', script: 'file:///w/train.py' });
    expect(described({ state: events }).actions).toEqual([
      'tensorBoard',
      'openScript',
      'revealFolder',
      'chooseScript',
    ]);
  });

  test('that is still read says so', () => {
    const state = logState({ loss: 1 }, { reading: true });
    expect(described({ state }).status).toBe('console log · reading…');
  });

  test('that could not be read is tried again or taken away', () => {
    const log = described({ state: undefined, problem: 'There is none.' });
    expect([log.problem, log.status, log.actions]).toEqual(['There is none.', '', ['reload', 'remove']]);
    const gone = described({ state: logState({ loss: 1 }, { problem: 'It was deleted.' }) });
    expect(gone.actions).toEqual(['openLog', 'revealFolder', 'chooseScript', 'reload', 'remove']);
  });

  test('among several can be taken away', () => {
    expect(described({ isOneOfSeveral: true }).actions.at(-1)).toBe('remove');
  });

  test('that was pasted is not called by the file it is kept in', () => {
    const state = logState({ loss: 1 }, { name: '20260102-030405-0123456789ab.log' });
    const subject = { log: LOG, name: 'Pasted log', method: '', classes: 0, script: '' } as const;
    expect(described({ state, subject, isKept: true }).subject.name).toBe('Pasted log');
    expect(described({ state, subject }).subject.name).toBe('20260102-030405-0123456789ab.log');
  });
});

test('logs of one name are told apart by when they began, or by their folders', () => {
  const named = (log: string, name: string, row?: Run) =>
    described({ subject: { log, name, method: '', classes: 0, script: '' }, run: row, state: undefined });
  const logs = [
    named('file:///runs/a', 'sft', run('sft')),
    named('file:///runs/b', 'sft', run('sft')),
    named('file:///one/trainer_state.json', 'trainer_state.json'),
    named('file:///two/trainer_state.json', 'trainer_state.json'),
    named('file:///two/train.log', 'train.log'),
  ];
  const names = (began: Readonly<Record<string, Date>>) =>
    toldApart(logs, (log) => {
      const moment = began[log.slice('file:///runs/'.length)]?.getTime();
      return moment === undefined ? undefined : moment / 1000;
    }).map(({ subject }) => subject.name);
  const morning = new Date(2026, 10, 28, 9, 46, 45);
  expect(names({ a: morning, b: new Date(2026, 10, 28, 14, 1, 2) })).toEqual([
    'sft 09:46:45',
    'sft 14:01:02',
    'one/trainer_state.json',
    'two/trainer_state.json',
    'train.log',
  ]);
  expect(names({ a: morning, b: new Date(2026, 10, 29, 9, 46, 45) }).slice(0, 2)).toEqual([
    'sft 11/28/26, 09:46:45',
    'sft 11/29/26, 09:46:45',
  ]);
});
