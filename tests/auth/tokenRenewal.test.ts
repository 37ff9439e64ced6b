// A token of a browser's sign-in is replaced before it ends, once, whichever window does it.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Memento } from 'vscode';
import type { LanguageServer } from '../../extension/src/client/languageServer';
import { check, memento, secretStorage, status } from './fakes';

const said = vi.hoisted(() => [] as string[]);
vi.mock('vscode', async () => {
  const vscode = (await import('./fakes')).fakeVscode();
  const show = (message: string, ...buttons: string[]): Promise<undefined> => {
    said.push([message, ...buttons].join(' | '));
    return Promise.resolve(undefined);
  };
  return { ...vscode, window: { ...vscode.window, showWarningMessage: show } };
});
vi.mock('vscode-languageclient/node', async () => (await import('./fakes')).fakeLanguageClient());
const { AccountReader } = await import('../../extension/src/auth/accountReader');
const { SecretTokens } = await import('../../extension/src/auth/secretTokens');
const { TokenRenewal } = await import('../../extension/src/auth/tokenRenewal');

const DAY = 24 * 60 * 60 * 1000;
const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 29);
const FIRST = 'hf_firstfirstfirst';
const NEXT = 'hf_nextnextnextnext';

/** The Hub behind the servers of all windows: what renews is good once. */
let hub: { refreshToken: string; lasts: number; asked: string[]; trouble: Error | undefined };
let secrets: ReturnType<typeof secretStorage>;
let memory: Memento;
let windows: { dispose(): void }[];

function refused(): Error {
  return Object.assign(new Error('The Hub does not renew this token any more: no'), {
    code: -32803,
    data: { reason: 'token-not-renewed', advice: 'Sign in again.' },
  });
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  hub = { refreshToken: 'refresh 1', lasts: 30 * DAY, asked: [], trouble: undefined };
  secrets = secretStorage();
  memory = memento();
  said.length = 0;
  windows = [];
  return () => {
    windows.forEach((window) => window.dispose());
    vi.useRealTimers();
  };
});

function tokensHere(): InstanceType<typeof SecretTokens> {
  return new SecretTokens(secrets, memory, 'here');
}

/** A window of the editor, whose server asks the Hub. */
function open(options: { random?: number } = {}): {
  tokens: InstanceType<typeof SecretTokens>;
  reader: InstanceType<typeof AccountReader>;
} {
  const given = new Map<string, string>();
  const give = (secret: string): string => {
    const handle = `handle ${given.size} of ${secret.length}`;
    given.set(handle, secret);
    return handle;
  };
  const request = async ({ method }: { method: string }, params: { handle: string }): Promise<unknown> => {
    if (!method.endsWith('renew')) {
      return status();
    }
    const used = given.get(params.handle)!;
    hub.asked.push(used);
    await Promise.resolve();
    if (hub.trouble) {
      throw hub.trouble;
    }
    if (used !== hub.refreshToken) {
      throw refused();
    }
    hub.refreshToken = `refresh ${hub.asked.length + 1}`;
    const expiresAt = new Date(Date.now() + hub.lasts).toISOString();
    return { handle: give(NEXT), refreshHandle: give(hub.refreshToken), shown: 'hf_…next', expiresAt };
  };
  const server = {
    state: { kind: 'running' },
    ready: () => Promise.resolve(),
    request,
    ask: () => Promise.resolve(status()),
    onDidChangeState: () => undefined,
    onDidChangeStatus: () => undefined,
    secrets: { give, take: (handle: string) => Promise.resolve(given.get(handle)) },
  } as unknown as LanguageServer;
  const tokens = tokensHere();
  const reader = new AccountReader(server, { error: vi.fn() } as never, tokens, memory);
  windows.push(
    new TokenRenewal(
      server,
      reader,
      { info: vi.fn(), warn: vi.fn() },
      {
        now: Date.now,
        wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
        random: () => options.random ?? 0,
      },
    ),
  );
  return { tokens, reader };
}

async function signedIn(endsAt: number): Promise<void> {
  const tokens = tokensHere();
  await tokens.keep('work', FIRST, { refreshToken: hub.refreshToken, endsAt });
  await tokens.use('work');
}

const secretNow = (): string | undefined => secrets.kept.get('transformers.auth.token.work');
const later = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

describe('a token that ends', () => {
  test('is renewed a day before, and again a day before the end of the next', async () => {
    await signedIn(NOW + 30 * DAY);
    open();
    await later(29 * DAY - MINUTE);
    expect([secretNow(), hub.asked]).toEqual([FIRST, []]);
    await later(2 * MINUTE);
    expect([secretNow(), hub.asked]).toEqual([NEXT, ['refresh 1']]);
    await later(29 * DAY);
    expect(hub.asked).toEqual(['refresh 1', 'refresh 2']);
  });

  test('is renewed at once when that is overdue, and what the Hub said of it stays known', async () => {
    await signedIn(NOW - DAY);
    const { tokens, reader } = open();
    await reader.remember('editor', check({ shown: 'hf_…irst', expiresAt: '2026-11-28T00:00:00Z' }));
    await later(MINUTE);
    expect(tokens.current).toEqual({ name: 'work', secret: NEXT });
    expect(reader.lastCheck('editor', 'hf_…next')?.check).toMatchObject({
      account: 'alice',
      shown: 'hf_…next',
    });
    expect(Date.parse(reader.lastCheck('editor', 'hf_…next')?.check.expiresAt ?? '')).toBeGreaterThan(
      NOW + 29 * DAY,
    );
    expect(reader.lastCheck('editor', 'hf_…irst')).toBeUndefined();
    expect(tokens.tokens).toEqual([{ name: 'work', shown: 'hf_…next', renews: true }]);
  });

  test('is left alone while another is in use', async () => {
    await signedIn(NOW);
    await tokensHere().keep('other', 'hf_otherotherother');
    await tokensHere().use('other');
    const { tokens } = open();
    await later(DAY);
    expect(hub.asked).toEqual([]);
    await tokens.use('work');
    await later(MINUTE);
    expect(secretNow()).toBe(NEXT);
  });

  test('that is good for less than a day is not renewed all the time', async () => {
    hub.lasts = MINUTE;
    await signedIn(NOW + MINUTE);
    open();
    await later(60 * MINUTE);
    expect(hub.asked.length).toBeGreaterThan(2);
    expect(hub.asked.length).toBeLessThan(15);
  });

  test('is tried again later when the Hub does not answer', async () => {
    hub.trouble = new Error('no network');
    await signedIn(NOW);
    open();
    await later(MINUTE);
    expect([secretNow(), said]).toEqual([FIRST, []]);
    hub.trouble = undefined;
    await later(10 * MINUTE);
    expect(secretNow()).toBe(NEXT);
  });
});

describe('what the Hub does not renew any more', () => {
  test('is told once, with what to do, and kept until it ends', async () => {
    await signedIn(NOW + MINUTE);
    hub.refreshToken = 'another';
    const { tokens } = open();
    await later(DAY);
    expect(said).toEqual([
      expect.stringMatching(/^The token “work” ends .*does not renew it any more\. \| Sign In$/),
    ]);
    expect(hub.asked).toEqual(['refresh 1']);
    expect([secretNow(), tokens.tokens]).toEqual([FIRST, [{ name: 'work', shown: 'hf_…irst' }]]);
    expect(await tokens.renewal('work')).toBeUndefined();
  });

  test('was renewed by another window: nobody has to sign in', async () => {
    await signedIn(NOW);
    open();
    open();
    await later(DAY);
    expect([secretNow(), said]).toEqual([NEXT, []]);
    expect(await tokensHere().renewal('work')).toMatchObject({ refreshToken: hub.refreshToken });
  });

  test('windows that open together take turns', async () => {
    await signedIn(NOW);
    open({ random: 0.1 });
    open({ random: 0.9 });
    await later(MINUTE);
    expect([secretNow(), hub.asked]).toEqual([NEXT, ['refresh 1']]);
  });
});

describe('what a token is renewed with', () => {
  test('is in the secret store only, and goes with the token', async () => {
    await signedIn(NOW + 30 * DAY);
    const tokens = tokensHere();
    await tokens.settled();
    expect(JSON.stringify(memory.get('transformers.auth.tokens'))).not.toContain('refresh 1');
    await tokens.remove('work');
    expect([...secrets.kept]).toEqual([]);
  });

  test('goes when a token without such takes the name', async () => {
    await signedIn(NOW);
    await tokensHere().keep('work', 'hf_pastedpastedpasted');
    open();
    await later(DAY);
    expect([secretNow(), hub.asked]).toEqual(['hf_pastedpastedpasted', []]);
  });

  test('is not for a token that something else put under the name', async () => {
    await signedIn(NOW);
    secrets.kept.set('transformers.auth.token.work', 'hf_ofanolderversion');
    open();
    await later(DAY);
    expect([secretNow(), hub.asked]).toEqual(['hf_ofanolderversion', []]);
  });

  test('is of no use when it is damaged', async () => {
    await signedIn(NOW);
    for (const text of ['', '{', 'null', '{"refreshToken": 3}']) {
      secrets.kept.set('transformers.auth.renewal.work', text);
      expect(await tokensHere().renewal('work')).toBeUndefined();
    }
  });

  test('a token that is deleted while it is renewed does not come back', async () => {
    await signedIn(NOW);
    const { tokens } = open();
    const removed = vi.waitFor(() => expect(hub.asked).toHaveLength(1)).then(() => tokens.remove('work'));
    await later(MINUTE);
    await removed;
    await later(MINUTE);
    expect(secretNow()).toBeUndefined();
  });
});
