// When the server is asked about the account, and what it is told: handles, never a token.
import { beforeEach, expect, test, vi } from 'vitest';
import type { LogOutputChannel, Memento } from 'vscode';
import type { LanguageServer, ServerState } from '../../extension/src/client/languageServer';
import type { AccountStatus, ServerStatus, TokenCheck } from '../../extension/src/protocol';
import { check, memento, secretStorage, status } from './fakes';

vi.mock('vscode', async () => (await import('./fakes')).fakeVscode());
vi.mock('vscode-languageclient/node', async () => (await import('./fakes')).fakeLanguageClient());
const { ServerUnavailable } = await import('../../extension/src/client/languageServer');
const { AccountReader } = await import('../../extension/src/auth/accountReader');
const { SecretTokens } = await import('../../extension/src/auth/secretTokens');
const { accountState } = await import('../../extension/src/auth/accountView');

const SECRET = 'hf_abcdefghijklmnop';
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
let sent: { readonly method: string; readonly params: unknown }[];
let answer: () => AccountStatus;
let checked: TokenCheck;
let state: (state: ServerState) => void;
let health: (health: ServerStatus['health']) => void;
let tokens: InstanceType<typeof SecretTokens>;
let reader: InstanceType<typeof AccountReader>;
const methods = (): string[] => sent.map(({ method }) => method.replace('transformers/auth/', ''));

beforeEach(async () => {
  sent = [];
  answer = status;
  checked = check();
  let handles = 0;
  const reply = (method: string, params: unknown): Promise<unknown> => {
    sent.push({ method, params });
    return method.endsWith('check') ? Promise.resolve(checked) : new Promise((resolve) => resolve(answer()));
  };
  const server = {
    state: { kind: 'starting' },
    request: (type: { method: string }, params: unknown) => reply(type.method, params),
    ask: (type: { method: string }) => reply(type.method, null),
    onDidChangeState: (heard: (state: ServerState) => void) => {
      state = (now) => {
        server.state = now;
        heard(now);
      };
    },
    onDidChangeStatus: (heard: (status: ServerStatus) => void) => {
      health = (now) => heard({ health: now, message: '' });
    },
    secrets: { give: () => `handle ${(handles += 1)}` },
  };
  const memory = memento() as unknown as Memento;
  tokens = new SecretTokens(secretStorage(), memory, 'here');
  reader = new AccountReader(
    server as unknown as LanguageServer,
    { error: vi.fn() } as unknown as LogOutputChannel,
    tokens,
    memory,
  );
  await tokens.keep('laptop', SECRET);
});

test('nothing is asked before the server is ready, and then once', async () => {
  state({ kind: 'running' });
  health('starting');
  await settle();
  expect(methods()).toEqual([]);
  expect(accountState(reader)).toBe('reading');
  health('ok');
  health('ok');
  await settle();
  expect(methods()).toEqual(['status']);
  expect(accountState(reader)).toBe('signedIn');
});

test('every new server is told the token in use by a handle, and the Hub is not asked', async () => {
  await tokens.use('laptop');
  for (const run of [1, 2]) {
    state({ kind: 'starting' });
    state({ kind: 'running' });
    health('ok');
    await settle();
    expect(sent).toHaveLength(run);
    expect(sent.at(-1)?.params).toEqual({ token: { name: 'laptop', handle: `handle ${run}` } });
  }
  expect(methods()).toEqual(['use', 'use']);
  expect(JSON.stringify(sent)).not.toContain(SECRET);
});

test('another token, or none, is told; what was told is only asked about', async () => {
  state({ kind: 'running' });
  health('ok');
  await settle();
  await tokens.use('laptop');
  await reader.renew();
  await reader.renew();
  await tokens.use(undefined);
  await reader.renew();
  expect(methods().filter((method) => method === 'use')).toHaveLength(2);
  expect(sent.filter(({ method }) => method.endsWith('use')).at(-1)?.params).toEqual({ token: null });
});

test('a change that is told twice is asked about once', async () => {
  state({ kind: 'running' });
  health('ok');
  await settle();
  await tokens.use('laptop');
  await reader.renew();
  await settle();
  expect(methods()).toEqual(['status', 'use']);
});

test('what the Hub says is remembered for whoever keeps the token', async () => {
  state({ kind: 'running' });
  await reader.check();
  expect(reader.lastCheck('library', 'hf_…abcd')?.check.account).toBe('alice');
  expect(reader.lastCheck('editor', 'hf_…abcd')).toBeUndefined();
});

test('without a server there is a reason instead of a status', async () => {
  answer = () => {
    throw new ServerUnavailable('No Python.');
  };
  state({ kind: 'failed', message: 'No Python.', cause: 'interpreter' });
  await settle();
  expect(reader.problem).toBe('No Python.');
  expect(accountState(reader)).toBe('unavailable');
  answer = () => status({ token: null });
  state({ kind: 'running' });
  health('ok');
  await settle();
  expect(accountState(reader)).toBe('signedOut');
});

test('a server that goes away to come back is no problem', async () => {
  state({ kind: 'running' });
  health('ok');
  await settle();
  answer = () => {
    state({ kind: 'waiting', milliseconds: 1 });
    throw new Error('Connection got disposed.');
  };
  await reader.renew();
  expect(accountState(reader)).toBe('signedIn');
});
