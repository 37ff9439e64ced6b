// What is deleted where, and only after somebody read what.
import { beforeEach, expect, test, vi } from 'vitest';
import type { LogOutputChannel, Memento } from 'vscode';
import type { LanguageServer } from '../../extension/src/client/languageServer';
import type { AccountStatus } from '../../extension/src/protocol';
import { memento, secretStorage, status } from './fakes';

const window = vi.hoisted(() => ({
  details: [] as string[],
  agrees: true,
  pick: (items: readonly unknown[]): readonly unknown[] => items,
}));
vi.mock('vscode', async () => {
  const { fakeVscode } = await import('./fakes');
  const vscode = fakeVscode();
  return {
    ...vscode,
    window: {
      ...vscode.window,
      showInformationMessage: () => Promise.resolve(undefined),
      showWarningMessage: (_: string, { detail }: { detail: string }) => {
        window.details.push(detail);
        return Promise.resolve(window.agrees ? 'Delete' : undefined);
      },
      showQuickPick: (items: readonly unknown[]) => Promise.resolve(window.pick(items)),
    },
  };
});
vi.mock('vscode-languageclient/node', async () => (await import('./fakes')).fakeLanguageClient());
const { AccountReader } = await import('../../extension/src/auth/accountReader');
const { SecretTokens } = await import('../../extension/src/auth/secretTokens');
const { SignOut } = await import('../../extension/src/auth/signOut');

const SECRET = 'hf_abcdefghijklmnop';
let deleted: unknown[];
let said: AccountStatus;
let tokens: InstanceType<typeof SecretTokens>;
let signOut: InstanceType<typeof SignOut>;

beforeEach(async () => {
  window.details.length = 0;
  window.agrees = true;
  deleted = [];
  said = status({
    stored: [
      { name: 'laptop', shown: 'hf_…abcd', isActive: true },
      { name: 'cluster', shown: 'hf_…wxyz', isActive: false },
    ],
  });
  const server = {
    state: { kind: 'running' },
    request: (type: { method: string }, params: unknown) => {
      if (type.method.endsWith('signOut')) {
        deleted.push(params);
      }
      return Promise.resolve(said);
    },
    ask: () => Promise.resolve(said),
    onDidChangeState: () => undefined,
    onDidChangeStatus: () => undefined,
    secrets: { give: () => 'handle' },
  } as unknown as LanguageServer;
  const memory = memento() as unknown as Memento;
  tokens = new SecretTokens(secretStorage(), memory, 'here');
  const output = { error: vi.fn() } as unknown as LogOutputChannel;
  signOut = new SignOut(server, new AccountReader(server, output, tokens, memory));
  await tokens.keep('desk', SECRET);
  await tokens.use('desk');
});

test('of both places, each from where it is; what goes is named, and that terminals keep theirs', async () => {
  await signOut.run(undefined);
  expect(window.details[0]).toMatch(
    /^desk · hf_…mnop · secret store\nlaptop · hf_…abcd · .*\ncluster · hf_…wxyz · .*\n\nTerminals/,
  );
  expect(deleted).toEqual([{ name: 'laptop' }, { name: 'cluster' }]);
  expect([tokens.tokens, tokens.current]).toEqual([[], undefined]);
});

test('nothing goes when somebody does not agree, or picks nothing', async () => {
  window.agrees = false;
  await signOut.run(undefined);
  window.agrees = true;
  window.pick = () => [];
  await signOut.run(undefined);
  window.pick = (items) => items;
  expect([deleted, tokens.current?.name]).toEqual([[], 'desk']);
});

test('one without a name takes all of the file with it, and the question says so', async () => {
  said = status({
    token: { shown: 'hf_…9999', name: null, kind: 'file', place: 'the file token' },
    stored: [{ name: 'cluster', shown: 'hf_…wxyz', isActive: false }],
  });
  window.pick = (items) => items.slice(-1);
  await signOut.run(undefined);
  window.pick = (items) => items;
  expect(window.details[0]).toMatch(/^cluster · hf_…wxyz · .*\nhf_…9999 · /);
  expect(deleted).toEqual([{ name: null }]);
  expect(tokens.current?.name).toBe('desk');
});
