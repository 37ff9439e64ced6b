// Panels as the editor sees them: what they send their webviews, and what they do for them.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { LogState, Run } from '../../extension/src/protocol';
import type { HealthHostMessage, HealthWebviewMessage } from '../../extension/src/webview/healthMessages';
import { details, run } from '../training/fixtures';
import { clientMock, vscodeMock } from './editor';
import { finding, LOG, logState } from './logStates';

const seen = {
  executed: [] as unknown[][],
  target: undefined as unknown,
  written: [] as unknown[],
  shown: [] as unknown[],
  offered: [] as string[],
  asked: [] as string[],
  answer: undefined as string | undefined,
};

/** A webview and its tab: what was posted while it was there, and what its page would say. */
class FakePanel {
  title = '';
  visible = true;
  active = true;
  viewColumn = 2;
  revealed = 0;
  closed = false;
  posted: HealthHostMessage[] = [];
  private readonly heard: ((message: unknown) => void)[] = [];
  private readonly changed: (() => void)[] = [];
  private readonly ended: (() => void)[] = [];
  readonly webview = {
    html: '',
    cspSource: 'self',
    options: {},
    asWebviewUri: (uri: unknown) => uri,
    postMessage: (message: HealthHostMessage) => Promise.resolve(this.posted.push(message) > 0),
    onDidReceiveMessage: on(this.heard),
  };
  readonly onDidChangeViewState = on(this.changed);
  readonly onDidDispose = on(this.ended);
  readonly reveal = (): void => void (this.revealed += 1);

  say(message: HealthWebviewMessage | { readonly kind: string }): void {
    this.heard.forEach((heard) => heard(message));
  }

  show(visible: boolean): void {
    this.visible = visible;
    this.active = visible;
    this.changed.forEach((changed) => changed());
  }

  dispose(): void {
    this.closed = true;
    this.ended.splice(0).forEach((ended) => ended());
  }

  last<K extends HealthHostMessage['kind']>(kind: K): Extract<HealthHostMessage, { kind: K }> | undefined {
    return this.posted.findLast(
      (each): each is Extract<HealthHostMessage, { kind: K }> => each.kind === kind,
    );
  }
}

function on<T>(list: T[]) {
  return (listener: T) => {
    list.push(listener);
    return { dispose: () => void list.splice(list.indexOf(listener), 1) };
  };
}

let made: FakePanel[] = [];

vi.mock('vscode', () => {
  const base = vscodeMock();
  return {
    ...base,
    ProgressLocation: { Notification: 15 },
    commands: {
      executeCommand: (...words: readonly unknown[]) => Promise.resolve(void seen.executed.push([...words])),
    },
    env: {
      ...base.env,
      clipboard: { readText: () => Promise.resolve('') },
    },
    window: {
      ...base.window,
      activeTextEditor: undefined,
      visibleTextEditors: [],
      showQuickPick: (items: readonly { readonly label: string; readonly run?: unknown }[]) => {
        seen.offered = items.map(({ label }) => label);
        return Promise.resolve(items.find((item) => item.run !== undefined));
      },
      tabGroups: { all: [{ viewColumn: 2 }] },
      showTextDocument: (uri: unknown, { viewColumn }: { readonly viewColumn: number }) =>
        Promise.resolve(void seen.shown.push([String(uri), viewColumn])),
      registerWebviewPanelSerializer: () => ({ dispose: () => undefined }),
      createWebviewPanel: () => {
        const panel = new FakePanel();
        made.push(panel);
        return panel;
      },
      setStatusBarMessage: () => undefined,
      showSaveDialog: () => Promise.resolve(seen.target),
      showInformationMessage: (text: string) => {
        seen.asked.push(text);
        return Promise.resolve(seen.answer);
      },
      withProgress: (_: unknown, work: () => unknown) => work(),
    },
    workspace: {
      ...base.workspace,
      workspaceFolders: [],
      openTextDocument: () =>
        Promise.resolve({ lineCount: 1, lineAt: () => ({ range: { end: { line: 0, character: 0 } } }) }),
      fs: {
        writeFile: (uri: unknown, bytes: Uint8Array) =>
          Promise.resolve(void seen.written.push([String(uri), ...bytes])),
      },
    },
  };
});
vi.mock('vscode-languageclient/node', () => clientMock());
const { EventEmitter, Uri } = await import('vscode');
const { LogActions } = await import('../../extension/src/health/logActions');
const { LogSources } = await import('../../extension/src/health/logSources');
const { LogsReader } = await import('../../extension/src/health/logsReader');
const { RememberedView } = await import('../../extension/src/health/rememberedView');
const { RunFacts } = await import('../../extension/src/health/runFacts');
const { RunPanels } = await import('../../extension/src/health/panels');
const { logSubject } = await import('../../extension/src/health/subjects');

type Server = ConstructorParameters<typeof LogsReader>[0];

const row = run('sft', { state: 'stopped', ended: 2000, canResume: true });
const output = { log: () => undefined, warn: () => undefined, debug: () => undefined } as never;

/** What is behind the panels: a server with logs, and the runs of the window. */
class World {
  readonly states = new Map<string, LogState>();
  readonly asked: { readonly method: string; readonly params: Readonly<Record<string, unknown>> }[] = [];
  readonly open = new Map<string, number>();
  readonly failures: unknown[] = [];
  linesFail = false;
  rows: readonly Run[] = [row];
  private heard: (state: LogState) => void = () => undefined;
  private readonly runsChanged = new EventEmitter<void>();
  private readonly memory = new Map<string, unknown>();
  readonly server = {
    state: { kind: 'running' },
    onDidChangeState: () => ({ dispose: () => undefined }),
    onNotification: (_: unknown, heard: (state: LogState) => void) => {
      this.heard = heard;
      return { dispose: () => undefined };
    },
    notify: (_: unknown, { log }: { readonly log: string }) =>
      Promise.resolve(this.open.set(log, (this.open.get(log) ?? 0) - 1)),
    request: ({ method }: { readonly method: string }, params: Record<string, unknown>) => {
      this.asked.push({ method, params });
      return this.answer(method, String(params.log));
    },
  };
  readonly memento = {
    get: (key: string) => this.memory.get(key),
    update: (key: string, value: unknown) => Promise.resolve(this.memory.set(key, value)),
  };
  readonly panels = this.build();

  tell(state: LogState): void {
    this.states.set(state.log, state);
    this.heard(state);
  }

  private answer(method: string, log: string): Promise<unknown> {
    switch (method) {
      case 'transformers/health/open':
        this.open.set(log, (this.open.get(log) ?? 0) + 1);
        return Promise.resolve(this.states.get(log) ?? logState({ loss: 1 }, { log }));
      case 'transformers/health/curve': {
        const places = Buffer.from(new Float64Array([1]).buffer).toString('base64');
        const values = Buffer.from(new Float32Array([0.5]).buffer).toString('base64');
        return Promise.resolve({ generation: 1, after: 0, places, values, count: 1, more: false });
      }
      case 'transformers/health/lines':
        return this.linesFail
          ? Promise.reject(
              Object.assign(new Error('It is gone.'), { code: -32803, data: { advice: 'Reload.' } }),
            )
          : Promise.resolve({ lines: [{ offset: 0, text: 'hello' }], before: 0 });
      case 'transformers/health/export':
        return Promise.resolve({ rows: 12 });
      default:
        return Promise.reject(new Error(method));
    }
  }

  private build() {
    const logs = new LogsReader(this.server as unknown as Server, output);
    const runs = {
      runs: this.rows,
      byFolder: (folder: string) => this.rows.find((each) => each.folder === folder),
      show: () => Promise.resolve(details(row, { outputs: [checkpoint] })),
      onDidChange: this.runsChanged.event,
    };
    const facts = new RunFacts(runs, output);
    return new RunPanels({
      extensionUri: Uri.file('/extension'),
      server: this.server as unknown as Server,
      logs,
      facts,
      sources: new LogSources(
        {
          keep: () => Promise.resolve({ kind: 'kept', uri: 'file:///kept/1.log' }),
          has: () => false,
        } as never,
        () => [],
      ),
      actions: new LogActions(logs, facts),
      view: new RememberedView(this.memento as never),
      output,
      failed: (error) => Promise.resolve(void this.failures.push(error)),
    });
  }
}

const checkpoint = {
  kind: 'checkpoint',
  uri: `${row.folder}/checkpoint-50`,
  label: 'checkpoint-50',
  step: 50,
  size: 1,
  written: 1,
} as const;

let world = new World();

beforeEach(() => {
  made = [];
  Object.assign(seen, {
    executed: [],
    target: undefined,
    written: [],
    shown: [],
    offered: [],
    asked: [],
    answer: undefined,
  });
  world = new World();
});

async function shown(log = logSubject(LOG)): Promise<FakePanel> {
  world.panels.open([log]);
  const panel = made.at(-1) ?? new FakePanel();
  panel.say({ kind: 'ready' });
  await vi.waitFor(() => expect(panel.last('logs')?.logs[0]?.state).toBeDefined());
  return panel;
}

async function shownRun(): Promise<FakePanel> {
  world.states.set(
    row.folder,
    logState(
      { loss: 1 },
      {
        log: row.folder,
        kind: 'run',
        findings: [
          finding({ argument: { name: 'learning_rate', value: '1e-4', suggested: '1e-05', option: '--lr' } }),
        ],
      },
    ),
  );
  const panel = await shown(logSubject(row.folder, 'sft'));
  await vi.waitFor(() => expect(panel.last('logs')?.logs[0]?.command).not.toBe(''));
  return panel;
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a panel', () => {
  test('has words, then logs, and is called like them', async () => {
    const panel = await shown();
    expect(panel.posted.map(({ kind }) => kind).slice(0, 2)).toEqual(['init', 'logs']);
    expect(panel.last('logs')?.logs).toMatchObject([
      { subject: { name: 'train.log' }, status: 'console log' },
    ]);
    expect(panel.title).toBe('train.log');
  });

  test('has the points of curves in view, and those that come, at once', async () => {
    const panel = await shown();
    panel.say({ kind: 'curves', curves: [{ log: LOG, run: '0', metric: 'loss' }], axis: 'step' });
    await vi.waitFor(() => expect(panel.last('points')).toMatchObject({ after: 0, more: false }));
    panel.posted = [];
    world.tell(logState({ loss: 2 }));
    await vi.waitFor(() => expect(panel.posted.map(({ kind }) => kind).sort()).toEqual(['logs', 'points']));
  });

  test('is asked for no curves of logs that it does not show', async () => {
    const panel = await shown();
    panel.say({
      kind: 'curves',
      curves: [{ log: 'file:///etc/passwd', run: '0', metric: 'loss' }],
      axis: 'step',
    });
    await settled();
    expect(world.asked.map(({ method }) => method)).toEqual(['transformers/health/open']);
  });

  test('that is hidden is sent nothing, and everything when it is seen again', async () => {
    const panel = await shown();
    panel.say({ kind: 'curves', curves: [{ log: LOG, run: '0', metric: 'loss' }], axis: 'step' });
    await vi.waitFor(() => expect(panel.last('points')).toBeDefined());
    panel.show(false);
    panel.posted = [];
    world.tell(logState({ loss: 2 }));
    await settled();
    expect(panel.posted).toEqual([]);
    expect(world.panels.isSeen(LOG)).toBe(false);
    panel.show(true);
    panel.say({ kind: 'ready' });
    expect(panel.posted.map(({ kind }) => kind)).toEqual(['init', 'logs']);
    expect(panel.last('logs')?.logs[0]?.state?.runs[0]?.metrics[0]?.points).toBe(2);
    expect(world.panels.isSeen(LOG)).toBe(true);
    panel.active = false;
    expect(world.panels.isSeen(LOG)).toBe(false);
  });

  test('that was closed while the user was asked takes nothing any more', async () => {
    const panel = await shown();
    panel.say({ kind: 'lines', request: 1, log: LOG, search: '', before: -1 });
    panel.say({ kind: 'pasted', name: '', text: 'x' });
    panel.dispose();
    panel.posted = [];
    await settled();
    await settled();
    expect([panel.posted, [...world.open], world.failures]).toEqual([[], [[LOG, 0]], []]);
  });

  test('closes its logs when it is closed', async () => {
    const panel = await shown();
    panel.dispose();
    expect([world.open.get(LOG), world.panels.logs]).toEqual([0, []]);
  });

  test('shows a finding as soon as the log is there', async () => {
    world.panels.open([logSubject(LOG)]).showFinding(LOG, 'climbing-loss');
    const [panel] = made;
    panel?.say({ kind: 'ready' });
    expect(panel?.last('reveal')).toBeUndefined();
    await vi.waitFor(() => expect(panel?.last('reveal')).toMatchObject({ rule: 'climbing-loss' }));
  });

  test('takes what is dropped on it, once, and lets go of what is taken away', async () => {
    const panel = await shown();
    panel.say({ kind: 'dropped', uris: ['file:///w/b.log', LOG, 'https://example.org/c.log', '# a remark'] });
    await vi.waitFor(() => expect(panel.title).toBe('train.log, b.log'));
    panel.say({ kind: 'act', log: LOG, action: 'remove' });
    await vi.waitFor(() =>
      expect(panel.last('logs')?.logs.map(({ subject }) => subject.log)).toEqual(['file:///w/b.log']),
    );
    expect(world.open.get(LOG)).toBe(0);
  });

  test('offers the runs that it does not show yet, and other logs', async () => {
    const panel = await shown();
    panel.say({ kind: 'addLogs' });
    await vi.waitFor(() => expect(panel.title).toBe('train.log, sft'));
    expect(seen.offered[0]).toBe('sft');
    expect(seen.offered.join()).toContain('Choose a File…');
    panel.say({ kind: 'addLogs' });
    await vi.waitFor(() => expect(seen.offered).not.toContain('sft'));
  });

  test('begins as curves were looked at last', async () => {
    const panel = await shown();
    const view = {
      smoothing: 0.9,
      logarithmic: true,
      axis: 'epoch',
      explained: true,
      hidden: ['x'],
      section: 'log',
    } as const;
    panel.say({ kind: 'view', view });
    await shown(logSubject('file:///w/b.log'));
    expect(made.at(-1)?.last('init')?.view).toMatchObject({
      smoothing: 0.9,
      logarithmic: true,
      axis: 'step',
      hidden: [],
    });
  });
});

describe('panels', () => {
  test('of the same logs are one, in whatever order', () => {
    const [a, b] = [logSubject('file:///a'), logSubject('file:///b')];
    world.panels.open([a, b]);
    world.panels.open([b, a]);
    world.panels.open([a]);
    expect([made.length, made[0]?.revealed]).toEqual([2, 1]);
  });

  test('come back after a reload with their logs and how they were looked at', async () => {
    const panel = new FakePanel();
    const log = {
      log: LOG,
      name: 'train.log',
      method: 'lora',
      classes: 3,
      script: 'file:///w/train.py',
    } as const;
    const view = {
      smoothing: 0.2,
      logarithmic: true,
      axis: 'time',
      explained: true,
      hidden: [],
      section: 'arguments',
    } as const;
    await world.panels.deserializeWebviewPanel(panel as never, { logs: [log], view });
    panel.say({ kind: 'ready' });
    expect([panel.title, panel.last('init')?.view]).toEqual(['train.log', view]);
    expect(world.asked[0]?.params).toEqual({
      log: LOG,
      method: 'lora',
      classes: 3,
      script: 'file:///w/train.py',
    });
  });

  test('of which nothing sensible was kept are closed', async () => {
    const panel = new FakePanel();
    await world.panels.deserializeWebviewPanel(panel as never, { logs: 'all' });
    expect([panel.closed, world.asked]).toEqual([true, []]);
  });
});

describe('a button', () => {
  test.each([
    ['adopt', 'transformers.training.adopt', { folder: row.folder }],
    ['resume', 'transformers.training.resume', { folder: row.folder }],
    ['startAgain', 'transformers.training.startAgain', { folder: row.folder }],
    ['tensorBoard', 'transformers.training.openTensorBoard', { folder: row.folder }],
    ['copyCommand', 'transformers.training.copyCommand', { folder: row.folder }],
    ['revealFolder', 'transformers.training.revealFolder', { folder: row.folder }],
  ] as const)('%s of a run is the command of its room', async (action, command, argument) => {
    const panel = await shownRun();
    panel.say({ kind: 'act', log: row.folder, action });
    await vi.waitFor(() => expect(seen.executed).toEqual([[command, argument]]));
  });

  test('opens the log of a run beside the panel, where it is followed', async () => {
    const panel = await shownRun();
    panel.say({ kind: 'act', log: row.folder, action: 'openLog' });
    await vi.waitFor(() =>
      expect(seen.executed).toEqual([['transformers.training.showLog', { folder: row.folder }]]),
    );
    expect(seen.shown).toEqual([[LOG, -2]]);
  });

  test('of a run of another window is the same command', async () => {
    world.rows = [];
    const panel = await shownRun();
    panel.say({ kind: 'act', log: row.folder, action: 'stop' });
    panel.say({ kind: 'act', log: row.folder, action: 'tensorBoard' });
    const asked = { folder: row.folder };
    await vi.waitFor(() =>
      expect(seen.executed).toEqual([
        ['transformers.training.stop', asked],
        ['transformers.training.openTensorBoard', asked],
      ]),
    );
  });

  test('of another log asks for what is there', async () => {
    world.states.set(LOG, logState({ loss: 1 }, { kind: 'events' }));
    const panel = await shown();
    panel.say({ kind: 'act', log: LOG, action: 'tensorBoard' });
    panel.say({ kind: 'act', log: LOG, action: 'revealFolder' });
    panel.say({ kind: 'act', log: 'file:///w/other.log', action: 'revealFolder' });
    await settled();
    expect(seen.executed).toEqual([
      ['transformers.tensorboard.open', { folders: [LOG] }],
      ['transformers.training.revealFolder', { output: LOG }],
    ]);
  });

  test('starts the run with what a finding suggests', async () => {
    const panel = await shownRun();
    panel.say({ kind: 'startWith', log: row.folder, run: '0', rule: 'climbing-loss' });
    await vi.waitFor(() => expect(seen.executed).toHaveLength(1));
    expect(seen.executed[0]).toEqual([
      'transformers.training.start',
      { script: 'file:///w/train.py', arguments: ['--lr', '1e-05'], environment: {} },
    ]);
  });

  test.each([
    ['Stop It First', ['transformers.training.stop', 'transformers.training.start']],
    ['Let It Go On', ['transformers.training.start']],
    [undefined, []],
  ])('that starts a run which still goes on asks first: %s', async (answer, executed) => {
    world.rows = [run('sft', { state: 'running' })];
    seen.answer = answer;
    const panel = await shownRun();
    panel.say({ kind: 'startWith', log: row.folder, run: '0', rule: 'climbing-loss' });
    await vi.waitFor(() => expect(seen.asked).toEqual(['sft still runs.']));
    await vi.waitFor(() => expect(seen.executed.map(([command]) => command)).toEqual(executed));
  });

  test('does not ask about a run that is being stopped', async () => {
    world.rows = [run('sft', { state: 'running', stopping: 'checkpoint' })];
    const panel = await shownRun();
    panel.say({ kind: 'startWith', log: row.folder, run: '0', rule: 'climbing-loss' });
    await vi.waitFor(() => expect(seen.executed).toHaveLength(1));
    expect(seen.asked).toEqual([]);
  });

  test('opens only what the run has written', async () => {
    const panel = await shownRun();
    panel.say({ kind: 'openOutput', log: row.folder, uri: 'file:///etc' });
    panel.say({ kind: 'openOutput', log: row.folder, uri: checkpoint.uri });
    await vi.waitFor(() =>
      expect(seen.executed).toEqual([
        ['transformers.training.revealFolder', { folder: row.folder, output: checkpoint.uri }],
      ]),
    );
  });
});

describe('what a panel asks the server for', () => {
  test('are lines of the log, or why there are none', async () => {
    const panel = await shown();
    panel.say({ kind: 'lines', request: 7, log: LOG, search: 'Error', before: -1 });
    await vi.waitFor(() =>
      expect(panel.last('lines')).toMatchObject({
        request: 7,
        lines: [{ text: 'hello' }],
        complete: true,
        problem: '',
      }),
    );
    world.linesFail = true;
    panel.say({ kind: 'lines', request: 8, log: LOG, search: '', before: -1 });
    await vi.waitFor(() =>
      expect(panel.last('lines')).toMatchObject({ request: 8, lines: [], problem: 'It is gone. Reload.' }),
    );
  });

  test('is a file with all rows, where the user says', async () => {
    const panel = await shown();
    panel.say({ kind: 'exportCsv' });
    await settled();
    expect(world.asked.map(({ method }) => method)).not.toContain('transformers/health/export');
    seen.target = Uri.parse('file:///w/curves.csv');
    panel.say({ kind: 'exportCsv' });
    await vi.waitFor(() =>
      expect(world.asked.at(-1)).toEqual({
        method: 'transformers/health/export',
        params: { logs: [LOG], target: 'file:///w/curves.csv' },
      }),
    );
  });

  test('a picture is written as it is', async () => {
    const panel = await shown();
    seen.target = Uri.parse('file:///w/curves.png');
    panel.say({ kind: 'exportPng', png: new Uint8Array([0x89, 0x50, 0x4e, 0x47]).buffer });
    await vi.waitFor(() => expect(seen.written).toEqual([['file:///w/curves.png', 0x89, 0x50, 0x4e, 0x47]]));
    expect(world.failures).toEqual([]);
  });
});
