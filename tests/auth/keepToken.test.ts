// What becomes of a token that somebody gives: refused, kept unchecked, kept under a name, kept elsewhere.
import { beforeEach, expect, test, vi } from 'vitest';
import type { LogOutputChannel, Memento } from 'vscode';
import type { LanguageServer } from '../../extension/src/client/languageServer';
import type { AccountStatus, TokenCheck } from '../../extension/src/protocol';
import { check, memento, secretStorage, status } from './fakes';

interface Asked {
  readonly message: string;
  readonly buttons: readonly string[];
}
const window = vi.hoisted(() => ({
  asked: [] as Asked[],
  press: undefined as string | undefined,
  typed: undefined as string | undefined,
}));
vi.mock('vscode', async () => {
  const { fakeVscode } = await import('./fakes');
  const vscode = fakeVscode();
  const ask = (message: string, ...rest: unknown[]): Promise<string | undefined> => {
    const buttons = rest.filter((each) => typeof each === 'string');
    window.asked.push({ message, buttons });
    return Promise.resolve(buttons.find((each) => each === window.press));
  };
  return {
    ...vscode,
    window: {
      ...vscode.window,
      showInformationMessage: ask,
      showWarningMessage: ask,
      showInputBox: () => Promise.resolve(window.typed),
      withProgress: (_: unknown, work: (progress: unknown, token: unknown) => unknown) =>
        work({}, { isCancellationRequested: false }),
    },
  };
});
vi.mock('vscode-languageclient/node', async () => (await import('./fakes')).fakeLanguageClient());
const { AccountReader } = await import('../../extension/src/auth/accountReader');
const { SecretTokens } = await import('../../extension/src/auth/secretTokens');
const { TokenKeeper } = await import('../../extension/src/auth/keepToken');

const SECRET = 'hf_abcdefghijklmnop';
const OTHER = 'hf_qrstuvwxyzabcdef';
let sent: { readonly method: string; readonly params: unknown }[];
let checked: TokenCheck;
let said: AccountStatus;
let secrets: ReturnType<typeof secretStorage>;
let tokens: InstanceType<typeof SecretTokens>;
let keeper: InstanceType<typeof TokenKeeper>;
let reader: InstanceType<typeof AccountReader>;
const messages = (): string => window.asked.map(({ message }) => message).join('\n');
const methods = (): string[] => sent.map(({ method }) => method.replace('transformers/auth/', ''));

beforeEach(() => {
  window.asked.length = 0;
  window.press = undefined;
  window.typed = undefined;
  sent = [];
  checked = check({ shown: 'hf_…mnop' });
  said = status({ token: null, stored: [] });
  const reply = (method: string, params: unknown): Promise<unknown> => {
    sent.push({ method, params });
    if (method.endsWith('check')) {
      return Promise.resolve(checked);
    }
    return Promise.resolve(
      method.endsWith('store') ? { name: 'laptop', check: checked, status: said } : said,
    );
  };
  const server = {
    state: { kind: 'running' },
    request: (type: { method: string }, params: unknown) => reply(type.method, params),
    ask: (type: { method: string }) => reply(type.method, null),
    onDidChangeState: () => undefined,
    onDidChangeStatus: () => undefined,
    secrets: { give: () => 'handle' },
  } as unknown as LanguageServer;
  const memory = memento() as unknown as Memento;
  secrets = secretStorage();
  tokens = new SecretTokens(secrets, memory, 'here');
  reader = new AccountReader(server, { error: vi.fn() } as unknown as LogOutputChannel, tokens, memory);
  keeper = new TokenKeeper(server, reader);
});

test('one that the Hub knows is kept under its name there, used, and whose it is told', async () => {
  expect(await keeper.keep(SECRET, 'secretStorage')).toBe('laptop');
  expect(tokens.current).toEqual({ name: 'laptop', secret: SECRET });
  expect(methods()).toEqual(['check', 'use']);
  expect(messages()).toMatch(/^Signed in as alice \(read\)\./);
  expect(reader.lastCheck('editor', 'hf_…mnop')?.check.account).toBe('alice');
  expect(JSON.stringify([sent, window.asked])).not.toContain(SECRET);
});

test.each(['invalid', 'expired'] as const)('one that is %s is not kept, and why is told', async (state) => {
  checked = check({ state, message: 'The Hub refuses it.' });
  expect(await keeper.keep(SECRET, 'secretStorage')).toBeUndefined();
  expect([tokens.tokens, secrets.kept.size, methods()]).toEqual([[], 0, ['check']]);
  expect(window.asked).toEqual([
    { message: 'The token was not kept. The Hub refuses it.', buttons: ['Try Again', 'Open Token Page'] },
  ]);
});

test('one that nobody could ask about is kept, and that is told', async () => {
  checked = { state: 'unchecked', message: 'The Hub does not answer.' };
  expect(await keeper.keep(SECRET, 'secretStorage')).toBe('token');
  expect(messages()).toContain('It could not be checked. The Hub does not answer.');
  expect(reader.lastCheck('editor', 'hf_…mnop')).toBeUndefined();
});

test('a write token is kept with a hint', async () => {
  checked = check({ roleWords: 'write', hint: 'A read token is enough.' });
  await keeper.keep(SECRET, 'secretStorage');
  expect(window.asked[0]?.message).toMatch(/A read token is enough\.$/);
  expect(window.asked[0]?.buttons).toEqual(['Open Token Page']);
});

test('the name of another token: nothing is lost without a word', async () => {
  await tokens.keep('laptop', OTHER);
  expect(await keeper.keep(SECRET, 'secretStorage')).toBeUndefined();
  expect(await tokens.secret('laptop')).toBe(OTHER);
  window.press = 'Use Another Name';
  window.typed = ' desk ';
  expect(await keeper.keep(SECRET, 'secretStorage')).toBe('desk');
  window.press = 'Replace';
  expect(await keeper.keep(SECRET, 'secretStorage')).toBe('laptop');
  expect(await tokens.secret('laptop')).toBe(SECRET);
});

test('the same token once more asks nothing', async () => {
  await keeper.keep(SECRET, 'secretStorage');
  await keeper.keep(SECRET, 'secretStorage');
  expect(window.asked.map(({ buttons }) => buttons.length)).toEqual([0, 0]);
});

test('huggingface_hub gets it by a handle; the editor’s own that still wins is named and can be dropped', async () => {
  await tokens.keep('desk', OTHER);
  await tokens.use('desk');
  window.press = 'Stop Using “desk”';
  expect(await keeper.keep(SECRET, 'huggingFace')).toBe('laptop');
  expect(sent.find(({ method }) => method.endsWith('store'))?.params).toEqual({
    handle: 'handle',
    name: 'laptop',
  });
  expect(messages()).toContain('“desk” of the secret store is still in use');
  await vi.waitFor(() => expect(tokens.inUse).toBeUndefined());
  expect([...secrets.kept.values()]).toEqual([OTHER]);
});

test('what wins over it is told', async () => {
  said = status({ words: ['HF_TOKEN in the environment wins.'] });
  await keeper.keep(SECRET, 'huggingFace');
  expect(messages()).toContain('HF_TOKEN in the environment wins.');
});
