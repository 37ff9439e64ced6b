// Which tokens the editor keeps, also when something else changes them.
import { beforeEach, expect, test, vi } from 'vitest';
import { memento, secretStorage } from './fakes';

vi.mock('vscode', async () => (await import('./fakes')).fakeVscode());
const { SecretTokens } = await import('../../extension/src/auth/secretTokens');
const { TerminalEnvironment } = await import('../../extension/src/auth/terminalEnvironment');

const SECRET = 'hf_abcdefghijklmnop';
const OTHER = 'hf_qrstuvwxyzabcdef';
let secrets: ReturnType<typeof secretStorage>;
let memory: ReturnType<typeof memento>;
const open = (machine = 'here') => new SecretTokens(secrets, memory, machine);

beforeEach(() => {
  secrets = secretStorage();
  memory = memento();
});

test('a token is kept, used, and there again in the next window', async () => {
  const tokens = open();
  await tokens.keep('laptop', SECRET);
  expect(tokens.current).toBeUndefined();
  await tokens.use('laptop');
  expect(tokens.current).toEqual({ name: 'laptop', secret: SECRET });
  const next = open();
  await next.settled();
  expect(next.current).toEqual({ name: 'laptop', secret: SECRET });
  expect(next.tokens).toEqual([{ name: 'laptop', shown: 'hf_…mnop' }]);
});

test('nothing but the secret store has the token', async () => {
  const tokens = open();
  await tokens.keep('laptop', SECRET);
  await tokens.use('laptop');
  expect(JSON.stringify([...memory.kept])).not.toContain(SECRET);
});

test('another machine has the tokens, but not the same in use', async () => {
  const tokens = open();
  await tokens.keep('laptop', SECRET);
  await tokens.use('laptop');
  const there = open('there');
  await there.settled();
  expect([there.inUse, there.tokens.length]).toEqual([undefined, 1]);
});

test('a name whose token is gone goes, too', async () => {
  const tokens = open();
  await tokens.keep('laptop', SECRET);
  await tokens.keep('cluster', OTHER);
  await tokens.use('laptop');
  secrets.kept.clear();
  const next = open();
  await next.settled();
  expect([next.inUse, next.tokens.map(({ name }) => name)]).toEqual([undefined, ['cluster']]);
  expect(await next.secret('cluster')).toBeUndefined();
  expect(next.tokens).toEqual([]);
});

test('what another window changes is noticed', async () => {
  const [tokens, other] = [open(), open()];
  await tokens.keep('laptop', SECRET);
  await tokens.use('laptop');
  const changed = vi.fn();
  await other.reread();
  other.onDidChange(changed);
  await tokens.keep('laptop', OTHER);
  await vi.waitFor(() => expect(other.current?.secret).toBe(OTHER));
  expect(changed).toHaveBeenCalled();
  await tokens.remove('laptop');
  await vi.waitFor(() => expect(other.current).toBeUndefined());
});

test('a store that cannot be read does not fail whoever only looks', async () => {
  const tokens = open();
  await tokens.keep('laptop', SECRET);
  await tokens.use('laptop');
  secrets.get = () => Promise.reject(new Error('no keyring'));
  await tokens.reread();
  expect(tokens.current?.name).toBe('laptop');
  await expect(tokens.secret('laptop')).rejects.toThrow('no keyring');
});

test('new terminals have the token in use, and nothing writes it to the disk', async () => {
  const tokens = open();
  const variables = {
    persistent: true,
    description: undefined as unknown,
    set: new Map<string, string>(),
    get: (name: string) => {
      const value = variables.set.get(name);
      return value === undefined ? undefined : { value };
    },
    replace: (name: string, value: string) => void variables.set.set(name, value),
    delete: (name: string) => void variables.set.delete(name),
  };
  new TerminalEnvironment(variables as never, tokens);
  expect(variables.persistent).toBe(false);
  await tokens.keep('laptop', SECRET);
  await tokens.use('laptop');
  expect([...variables.set]).toEqual([['HF_TOKEN', SECRET]]);
  expect(JSON.stringify(variables.description)).toContain('laptop');
  expect(JSON.stringify(variables.description)).not.toContain(SECRET);
  await tokens.use(undefined);
  expect([...variables.set]).toEqual([]);
});
