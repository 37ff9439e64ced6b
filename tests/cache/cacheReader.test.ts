// When the caches are asked about: while somebody looks, and not twice at once.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LogOutputChannel } from 'vscode';
import type { LanguageServer } from '../../extension/src/client/languageServer';
import type { CacheList, CacheListParams } from '../../extension/src/protocol';
import { repo, root } from './fixtures';

const heard = vi.hoisted(() => ({ window: [] as ((state: { focused: boolean }) => void)[] }));
vi.mock('vscode', () => {
  const nothing = { dispose: () => undefined };
  class EventEmitter<T> {
    private readonly heard: ((value: T) => void)[] = [];
    readonly event = (listener: (value: T) => void) => {
      this.heard.push(listener);
      return nothing;
    };
    readonly fire = (value: T): void => this.heard.forEach((listener) => listener(value));
    readonly dispose = (): void => undefined;
  }
  class CancellationTokenSource {
    readonly token = { isCancellationRequested: false };
    readonly cancel = (): void => void (this.token.isCancellationRequested = true);
    readonly dispose = (): void => undefined;
  }
  return {
    EventEmitter,
    CancellationTokenSource,
    CancellationError: TypeError,
    Disposable: { from: () => nothing },
    l10n: { t: (message: string) => message },
    window: {
      state: { focused: true },
      onDidChangeWindowState: (listener: (state: { focused: boolean }) => void) => {
        heard.window.push(listener);
        return nothing;
      },
    },
    workspace: {
      workspaceFolders: [{ uri: 'file:///work' }],
      getConfiguration: () => ({ get: () => ['/other', 7, ' '] }),
      onDidChangeWorkspaceFolders: () => nothing,
      onDidChangeConfiguration: () => nothing,
    },
  };
});
vi.mock('vscode-languageclient/node', () => {
  class MessageType {
    constructor(readonly method: string) {}
  }
  return {
    NotificationType: MessageType,
    RequestType: MessageType,
    RequestType0: MessageType,
    LanguageClient: MessageType,
    CloseAction: {},
    ErrorAction: {},
  };
});
const { ServerUnavailable } = await import('../../extension/src/client/languageServer');
const { CacheReader } = await import('../../extension/src/cache/cacheReader');

const asked: CacheListParams[] = [];
let answer: () => Promise<CacheList>;
let changed: () => void;
let reader: InstanceType<typeof CacheReader>;
let changes: number;
const looks = (): (string | undefined)[] => asked.map(({ look }) => look);
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  asked.length = 0;
  answer = () => Promise.resolve({ roots: [root([repo('a/b')])], complete: true });
  const server = {
    request: (_: unknown, params: CacheListParams) => {
      asked.push(params);
      return answer();
    },
    onNotification: (_: unknown, listener: () => void) => {
      changed = listener;
      return { dispose: () => undefined };
    },
    onDidChangeState: () => ({ dispose: () => undefined }),
  };
  reader = new CacheReader(
    server as unknown as LanguageServer,
    { error: vi.fn() } as unknown as LogOutputChannel,
  );
  changes = 0;
  reader.onDidChange(() => (changes += 1));
});
afterEach(() => {
  reader.dispose();
  vi.useRealTimers();
});

test('nothing is asked before somebody looks', async () => {
  changed();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([]);
});

test('what is known comes first, a thorough look follows, then changes every five seconds', async () => {
  reader.setVisible(true);
  await settle();
  expect(looks()).toEqual(['known', 'thorough']);
  await vi.advanceTimersByTimeAsync(10_100);
  expect(looks()).toEqual(['known', 'thorough', 'changes', 'changes']);
  expect(changes).toBe(1);
  expect(asked[0]).toEqual({ look: 'known', roots: ['/other'], folders: ['file:///work'] });
});

test('nobody asks while the view is hidden; a quick return is no reason for a thorough look', async () => {
  reader.setVisible(true);
  await settle();
  reader.setVisible(false);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(looks()).toEqual(['known', 'thorough']);
  reader.setVisible(true);
  await settle();
  expect(looks().slice(2)).toEqual(['changes']);
  reader.setVisible(false);
  await vi.advanceTimersByTimeAsync(61_000);
  reader.setVisible(true);
  await settle();
  expect(looks().slice(3)).toEqual(['thorough']);
});

test('a change on the disk is fetched at once', async () => {
  reader.setVisible(true);
  await settle();
  answer = () => Promise.resolve({ roots: [], complete: true });
  changed();
  await settle();
  expect(looks().at(-1)).toBe('known');
  expect(reader.list?.roots).toEqual([]);
  expect(changes).toBe(2);
});

test('a slow answer is waited for', async () => {
  answer = () => new Promise(() => undefined);
  reader.setVisible(true);
  await vi.advanceTimersByTimeAsync(60_000);
  changed();
  expect(looks()).toEqual(['known']);
  expect(reader.reading).toBe(true);
});

test('without a server the reason is kept, and the last list too', async () => {
  reader.setVisible(true);
  await settle();
  answer = () => Promise.reject(new ServerUnavailable('No Python.'));
  await vi.advanceTimersByTimeAsync(10_100);
  expect(reader.problem).toBe('No Python.');
  expect(reader.list?.roots).toHaveLength(1);
  expect(changes).toBe(2);
  answer = () => Promise.resolve({ roots: [root([repo('a/b')])], complete: true });
  await vi.advanceTimersByTimeAsync(5100);
  expect(reader.problem).toBe('');
  expect(changes).toBe(3);
});

test('what the server refuses is told in its words, and what was cancelled not at all', async () => {
  answer = () =>
    Promise.reject(
      Object.assign(new Error('No huggingface_hub.'), { code: -32803, data: { advice: 'Install it.' } }),
    );
  reader.setVisible(true);
  await settle();
  expect(reader.problem).toBe('No huggingface_hub. Install it.');
  expect(reader.reading).toBe(false);
  answer = () => Promise.reject(Object.assign(new Error('cancelled'), { code: -32800 }));
  await vi.advanceTimersByTimeAsync(5100);
  expect(reader.problem).toBe('No huggingface_hub. Install it.');
});

test('a window that gets the focus looks at once', async () => {
  reader.setVisible(true);
  await settle();
  heard.window.at(-1)?.({ focused: true });
  await settle();
  expect(looks().slice(2)).toEqual(['changes']);
});
