// How logs are opened and closed at the language server.
import { beforeEach, expect, test, vi } from 'vitest';
import { clientMock, vscodeMock } from './editor';
import { LOG, logState } from './logStates';

vi.mock('vscode', () => vscodeMock());
vi.mock('vscode-languageclient/node', () => clientMock());
const { LogsReader } = await import('../../extension/src/health/logsReader');
const { logSubject } = await import('../../extension/src/health/subjects');
const { EventEmitter } = await import('vscode');

type Server = ConstructorParameters<typeof LogsReader>[0];
type State = Server['state'];

/** A server that follows a log as long as it is open, and has it open as often as it was asked to. */
class FakeServer {
  state: State = { kind: 'running' };
  private readonly stateChanged = new EventEmitter<State>();
  readonly onDidChangeState = this.stateChanged.event;
  readonly asked: unknown[] = [];
  readonly open = new Map<string, number>();
  begun = 0;
  refusal: Error | undefined;
  isSlow = false;
  held: (() => void)[] = [];
  private heard: (state: unknown) => void = () => undefined;

  readonly onNotification = (_: unknown, heard: (state: unknown) => void) => {
    this.heard = heard;
    return { dispose: () => undefined };
  };

  async request(_: unknown, params: { readonly log: string }): Promise<unknown> {
    this.asked.push(params);
    const { refusal } = this;
    if (this.isSlow) {
      await new Promise<void>((resolve) => this.held.push(resolve));
    }
    if (refusal) {
      throw refusal;
    }
    const before = this.open.get(params.log) ?? 0;
    this.begun += before === 0 ? 1 : 0;
    this.open.set(params.log, before + 1);
    return logState({ loss: 1 }, { log: params.log });
  }

  notify(_: unknown, { log }: { readonly log: string }): Promise<void> {
    this.open.set(log, (this.open.get(log) ?? 0) - 1);
    return Promise.resolve();
  }

  ready(): Promise<unknown> {
    return this.state.kind === 'failed'
      ? Promise.reject(new Error(this.state.message))
      : new Promise(() => undefined);
  }

  move(state: State): void {
    this.state = state;
    if (state.kind !== 'running') {
      this.open.clear();
    }
    this.stateChanged.fire(state);
  }

  tell(state: unknown): void {
    this.heard(state);
  }
}

let server = new FakeServer();
let changes: string[] = [];
const output = { warn: () => undefined, debug: () => undefined };
const make = () => {
  const made = new LogsReader(server as unknown as Server, output as never);
  made.onDidChange((log) => changes.push(log));
  return made;
};
let logs = make();

beforeEach(() => {
  server = new FakeServer();
  changes = [];
  logs = make();
});

const subject = logSubject(LOG);

test('a log is open once however many panels show it, and closed with the last', async () => {
  await Promise.all([logs.open(subject), logs.open(subject)]);
  expect([server.asked, logs.get(LOG)?.state?.name]).toEqual([
    [{ log: LOG, method: '', classes: 0, script: '' }],
    'train.log',
  ]);
  logs.close(LOG);
  expect(server.open.get(LOG)).toBe(1);
  logs.close(LOG);
  expect([server.open.get(LOG), logs.get(LOG)]).toEqual([0, undefined]);
});

test('one that is closed before it is open is closed when it is', async () => {
  server.isSlow = true;
  void logs.open(subject);
  logs.close(LOG);
  server.held.forEach((go) => go());
  await vi.waitFor(() => expect(server.open.get(LOG)).toBe(0));
  expect(changes).toEqual([]);
});

test('what is new of a log is heard, and what is new of others is not', async () => {
  await logs.open(subject);
  server.tell(logState({ loss: 2 }));
  expect(logs.get(LOG)?.state?.runs[0]?.metrics[0]?.points).toBe(2);
  changes = [];
  server.tell(logState({ loss: 2 }, { log: 'file:///w/other.log' }));
  expect(changes).toEqual([]);
});

test('a new server is asked for all that is open, and its points begin anew', async () => {
  await logs.open(subject);
  await logs.open(logSubject('file:///w/other.log'));
  const before = logs.get(LOG)?.opening ?? 0;
  server.move({ kind: 'waiting', milliseconds: 1 });
  expect(logs.get(LOG)?.state?.name).toBe('train.log');
  server.move({ kind: 'running' });
  await vi.waitFor(() => expect([...server.open.values()]).toEqual([1, 1]));
  await vi.waitFor(() => expect(logs.get(LOG)?.opening).toBe(before + 1));
});

test('a question that died with its server is no problem, and its late answer counts for nothing', async () => {
  server.isSlow = true;
  const opened = logs.open(subject);
  const [dead] = server.held;
  server.move({ kind: 'waiting', milliseconds: 1 });
  server.isSlow = false;
  server.move({ kind: 'running' });
  await opened;
  dead?.();
  await new Promise((resolve) => setImmediate(resolve));
  expect([logs.get(LOG)?.problem, logs.get(LOG)?.opening]).toEqual(['', 1]);
});

test('one that is opened while the server starts is asked for once', async () => {
  server.move({ kind: 'starting' });
  const opened = logs.open(subject);
  expect(server.asked).toEqual([]);
  server.move({ kind: 'running' });
  await opened;
  expect(server.asked).toHaveLength(1);
});

test('what is wrong with it is said with what to do, and it is tried again when it is opened again', async () => {
  server.refusal = Object.assign(new Error('There is no training log.'), {
    code: -32803,
    data: { advice: 'Choose another.' },
  });
  await logs.open(subject);
  expect(logs.get(LOG)).toMatchObject({
    problem: 'There is no training log. Choose another.',
    state: undefined,
  });
  server.refusal = undefined;
  await logs.open(subject);
  expect([logs.get(LOG)?.problem, logs.get(LOG)?.state?.name]).toEqual(['', 'train.log']);
});

test('a server that will not come is a problem of every log', async () => {
  await logs.open(subject);
  server.move({ kind: 'failed', cause: 'server', message: 'It stopped.' });
  await vi.waitFor(() => expect(logs.get(LOG)?.problem).not.toBe(''));
  expect(logs.get(LOG)?.state?.name).toBe('train.log');
});

test.each([
  ['its kind', () => logs.tellMethod(LOG, 'lora', 3), { method: 'lora', classes: 3 }],
  ['that nothing is known after all', () => logs.tellMethod(LOG, '', 0), { method: '', classes: 0 }],
  ['its script', () => logs.tellScript(LOG, 'file:///w/train.py'), { script: 'file:///w/train.py' }],
])('%s is told without following it anew', async (_, tell, asked) => {
  await logs.open({ ...subject, method: 'full' });
  await tell();
  expect(server.asked.at(-1)).toMatchObject(asked);
  expect([server.open.get(LOG), server.begun, logs.get(LOG)?.opening]).toEqual([1, 1, 1]);
});

test('a log that is read again is followed from its beginning', async () => {
  await logs.open(subject);
  await logs.reload(LOG);
  expect([server.open.get(LOG), server.begun, logs.get(LOG)?.opening]).toEqual([1, 2, 2]);
});

test('the room that ends leaves nothing open', async () => {
  await logs.open(subject);
  logs.dispose();
  expect(server.open.get(LOG)).toBe(0);
});
