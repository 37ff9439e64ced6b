// What VS Code keeps for an extension, and what a server says, kept in the memory of a test.
import type { AccountStatus, TokenCheck } from '../../extension/src/protocol';

export function memento(values: Record<string, unknown> = {}) {
  const kept = new Map(Object.entries(values));
  return {
    kept,
    keys: () => [...kept.keys()],
    get: (key: string): unknown => kept.get(key),
    update: (key: string, value: unknown): Promise<void> => {
      // As JSON, as VS Code keeps it.
      kept.set(key, JSON.parse(JSON.stringify(value)));
      return Promise.resolve();
    },
    setKeysForSync: (): void => undefined,
  };
}

export function secretStorage(kept = new Map<string, string>()) {
  const heard: ((event: { key: string }) => void)[] = [];
  const fire = (key: string): void => heard.forEach((listener) => listener({ key }));
  return {
    kept,
    fire,
    get: (key: string): Promise<string | undefined> => Promise.resolve(kept.get(key)),
    store: (key: string, value: string): Promise<void> => {
      kept.set(key, value);
      fire(key);
      return Promise.resolve();
    },
    delete: (key: string): Promise<void> => {
      kept.delete(key);
      fire(key);
      return Promise.resolve();
    },
    onDidChange: (listener: (event: { key: string }) => void) => {
      heard.push(listener);
      return { dispose: () => undefined };
    },
  };
}

export function status(changes: Partial<AccountStatus> = {}): AccountStatus {
  return {
    token: { shown: 'hf_…abcd', name: 'laptop', kind: 'file', place: 'the stored token “laptop”' },
    words: ['Token hf_…abcd, from the stored token “laptop”.'],
    findings: [],
    stored: [{ name: 'laptop', shown: 'hf_…abcd', isActive: true }],
    endpoint: 'https://huggingface.co',
    hasDeviceCode: true,
    library: 'huggingface_hub 1.2.3',
    files: [],
    ...changes,
  };
}

export function check(changes: Partial<TokenCheck> = {}): TokenCheck {
  return {
    state: 'valid',
    message: '',
    shown: 'hf_…abcd',
    account: 'alice',
    name: 'laptop',
    role: 'read',
    roleWords: 'read',
    ...changes,
  };
}

/** As much of VS Code as this room needs without a window. */
export function fakeVscode() {
  const nothing = { dispose: (): void => undefined };
  class EventEmitter<T> {
    private readonly heard: ((value: T) => void)[] = [];
    readonly event = (listener: (value: T) => void) => {
      this.heard.push(listener);
      return nothing;
    };
    readonly fire = (value: T): void => this.heard.forEach((listener) => listener(value));
    readonly dispose = (): void => undefined;
  }
  class TreeItem {
    constructor(
      readonly label: string,
      readonly collapsibleState: number,
    ) {}
  }
  class ThemeIcon {
    constructor(readonly id: string) {}
  }
  class MarkdownString {
    constructor(public value = '') {}
    appendText(text: string): this {
      this.value += text;
      return this;
    }
    appendMarkdown(text: string): this {
      this.value += text;
      return this;
    }
  }
  return {
    EventEmitter,
    TreeItem,
    ThemeIcon,
    MarkdownString,
    Disposable: { from: () => nothing },
    CancellationError: class extends Error {},
    TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
    QuickPickItemKind: { Separator: -1, Default: 0 },
    ProgressLocation: { Notification: 15 },
    Uri: {
      parse: (text: string) => ({ fsPath: text.replace('file://', ''), text }),
      file: (text: string) => ({ text }),
    },
    RelativePattern: class {
      constructor(
        readonly base: unknown,
        readonly pattern: string,
      ) {}
    },
    env: { language: 'en' },
    l10n: {
      t: (message: string, ...values: unknown[]) =>
        message.replace(/\{(\d)\}/g, (_, place) => String(values[Number(place)])),
    },
    window: { onDidChangeWindowState: () => nothing },
    workspace: {
      createFileSystemWatcher: () => ({
        ...nothing,
        onDidCreate: () => nothing,
        onDidChange: () => nothing,
        onDidDelete: () => nothing,
      }),
      getConfiguration: () => ({ get: (_: string, usual: unknown) => usual }),
    },
  };
}

/** As much of the language client as the contract and the server's handle need. */
export function fakeLanguageClient() {
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
}
