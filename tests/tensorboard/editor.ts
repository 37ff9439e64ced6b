// What these tests need of VS Code.
export const vscodeMock = () => {
  class EventEmitter<T> {
    private readonly heard = new Set<(value: T) => void>();
    readonly event = (listener: (value: T) => void) => {
      this.heard.add(listener);
      return { dispose: () => this.heard.delete(listener) };
    };
    readonly fire = (value: T): void => this.heard.forEach((listener) => listener(value));
    readonly dispose = (): void => this.heard.clear();
  }
  class CancellationTokenSource {
    readonly token = { isCancellationRequested: false };
    readonly cancel = (): void => void (this.token.isCancellationRequested = true);
    readonly dispose = (): void => undefined;
  }
  class Uri {
    constructor(
      readonly scheme: string,
      readonly authority: string,
      readonly path: string,
    ) {}
    static readonly parse = (text: string): Uri => {
      const [, scheme = 'file', authority = '', path = ''] =
        /^([\w+.-]+):(?:\/\/([^/]*))?(.*)$/.exec(text) ?? [];
      return new Uri(scheme, authority, path);
    };
    static readonly file = (path: string): Uri =>
      new Uri('file', '', path.startsWith('/') ? path : `/${path.replaceAll('\\', '/')}`);
    static readonly joinPath = (base: Uri, ...parts: readonly string[]): Uri =>
      parts.includes('..')
        ? new Uri(base.scheme, base.authority, base.path.slice(0, base.path.lastIndexOf('/')))
        : new Uri(base.scheme, base.authority, [base.path, ...parts].join('/'));
    get fsPath(): string {
      return this.path;
    }
    with(parts: { readonly path: string }): Uri {
      return new Uri(this.scheme, this.authority, parts.path);
    }
    toString(): string {
      return `${this.scheme}://${this.authority}${this.path}`;
    }
  }
  class TreeItem {
    constructor(
      readonly label: string,
      readonly collapsibleState: number,
    ) {}
  }
  class Themed {
    constructor(readonly id: string) {}
  }
  class MarkdownString {
    value = '';
    readonly appendMarkdown = (text: string): this => {
      this.value += text;
      return this;
    };
    readonly appendText = this.appendMarkdown;
    readonly appendCodeblock = this.appendMarkdown;
  }
  const disposable = { dispose: () => undefined };
  return {
    EventEmitter,
    CancellationTokenSource,
    CancellationError: class extends Error {},
    Uri,
    TreeItem,
    ThemeIcon: Themed,
    ThemeColor: Themed,
    MarkdownString,
    TreeItemCollapsibleState: { None: 0 },
    Disposable: { from: () => disposable },
    env: { language: 'en', asExternalUri: (uri: Uri) => Promise.resolve(uri) },
    l10n: {
      t: (message: string, ...values: readonly (string | number)[]) =>
        message.replace(/\{(\d)\}/g, (_, place) => String(values[Number(place)])),
    },
    window: { state: { focused: true }, onDidChangeWindowState: () => disposable },
    workspace: { getConfiguration: () => ({ get: (_: string, value: unknown) => value }) },
  };
};

export const clientMock = () => {
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
};
