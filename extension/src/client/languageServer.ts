import type { ChildProcess, StdioOptions } from 'node:child_process';
import { Duplex } from 'node:stream';
import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  type ExecutableOptions,
  LanguageClient,
  type LanguageClientOptions,
  type MessageTransports,
  type NotificationType,
  type RequestType,
  type RequestType0,
} from 'vscode-languageclient/node';
import {
  type InitializationOptions,
  SETTINGS,
  STATUS,
  type ServerStatus,
  TOKENIZER_CHANGED,
} from '../protocol';
import type { TokenizerChanged } from '../protocol';
import { codeLensMiddleware } from '../codeLenses';
import { CrashPolicy } from './crashPolicy';
import { documentSelector, watchedFiles } from './documents';
import type { Interpreter } from './interpreterTypes';
import { neutralFolder, safeEnvironment, withPlacesKept } from './programEnvironment';
import { SecretPipe } from './secretPipe';
import { serverSettings } from './settings';

export type ServerState =
  /** Nobody has needed it yet. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running' }
  | { readonly kind: 'waiting'; readonly milliseconds: number }
  /** No server, and none will come by itself: `cause` is what has to be mended. */
  | { readonly kind: 'failed'; readonly message: string; readonly cause: 'server' | 'interpreter' };

/** The descriptor that tokens go through, beside those of LSP. */
const SECRETS = 3;

/** Thrown when a request can not be sent because there is no server. */
export class ServerUnavailable extends Error {}

/** Owns the server process: at most one, started and stopped in order, restarted with a pause when it dies. */
export class LanguageServer implements vscode.Disposable {
  private readonly stateChanged = new vscode.EventEmitter<ServerState>();
  private readonly statusChanged = new vscode.EventEmitter<ServerStatus>();
  private readonly wanted = new vscode.EventEmitter<void>();
  private readonly tokenizerChanged = new vscode.EventEmitter<TokenizerChanged>();
  readonly onDidChangeState = this.stateChanged.event;
  readonly onDidChangeStatus = this.statusChanged.event;
  /** Somebody waits for it while it is idle. */
  readonly onDidWant = this.wanted.event;
  readonly onDidChangeTokenizer = this.tokenizerChanged.event;
  /** What tokens go through, to the server that runs and from it. */
  readonly secrets = new SecretPipe();

  /** Those of the rooms, by method. */
  private readonly listeners = new Map<string, Set<(params: unknown) => void>>();
  private readonly files = vscode.workspace.createFileSystemWatcher(watchedFiles);
  private readonly policy = new CrashPolicy();
  private queue: Promise<void> = Promise.resolve();
  private client: LanguageClient | undefined;
  private pause: NodeJS.Timeout | undefined;
  private disposed = false;
  private currentState: ServerState = { kind: 'idle' };

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly output: vscode.LogOutputChannel,
  ) {}

  get state(): ServerState {
    return this.currentState;
  }

  /** Stops what runs, then starts on this interpreter. */
  start(interpreter: Interpreter): Promise<void> {
    this.policy.forget();
    this.move({ kind: 'starting' });
    return this.enqueue(() => this.launch(interpreter));
  }

  stop(reason: ServerState = { kind: 'stopped' }): Promise<void> {
    return this.enqueue(async () => {
      await this.shutDown();
      this.move(reason);
    });
  }

  /** Sends a request as soon as the server is ready. */
  async request<P, R>(
    type: RequestType<P, R, void>,
    params: P,
    token?: vscode.CancellationToken,
  ): Promise<R> {
    const client = await this.ready();
    return client.sendRequest(type, params as never, token);
  }

  async ask<R>(type: RequestType0<R, void>, token?: vscode.CancellationToken): Promise<R> {
    const client = await this.ready();
    return client.sendRequest(type, token);
  }

  /** Hears a notification of every server that starts from now on; rooms are built before the first one. */
  onNotification<P>(type: NotificationType<P>, heard: (params: P) => void): vscode.Disposable {
    const listeners: Set<(params: unknown) => void> = this.listeners.get(type.method) ?? new Set();
    const listener = (params: unknown): void => heard(params as P);
    this.listeners.set(type.method, listeners.add(listener));
    return new vscode.Disposable(() => listeners.delete(listener));
  }

  /** Tells the server something; while none runs there is nobody to tell, and a new one asks anyway. */
  async notify<P>(type: NotificationType<P>, params: P): Promise<void> {
    if (this.currentState.kind === 'running') {
      await this.client?.sendNotification<P>(type, params as never);
    }
  }

  /** Resolves when the server runs; rejects with what is wrong when it will not. */
  ready(): Promise<LanguageClient> {
    if (this.currentState.kind === 'idle') {
      this.wanted.fire();
    }
    return new Promise((resolve, reject) => {
      const settled = (state: ServerState): boolean => {
        if (state.kind === 'running' && this.client) {
          resolve(this.client);
        } else if (state.kind === 'failed' || state.kind === 'stopped') {
          reject(new ServerUnavailable(state.kind === 'failed' ? state.message : ''));
        } else {
          return false;
        }
        return true;
      };
      if (!settled(this.currentState)) {
        const listener = this.onDidChangeState((state) => {
          if (settled(state)) {
            listener.dispose();
          }
        });
      }
    });
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.pause);
    void this.enqueue(() => this.shutDown()).finally(() => {
      vscode.Disposable.from(
        this.stateChanged,
        this.statusChanged,
        this.wanted,
        this.tokenizerChanged,
        this.files,
      ).dispose();
    });
  }

  private enqueue(step: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(step, step).catch((error: unknown) => this.output.error(String(error)));
    return this.queue;
  }

  private async launch(interpreter: Interpreter): Promise<void> {
    await this.shutDown();
    if (this.disposed) {
      return;
    }
    this.move({ kind: 'starting' });
    // One death may be reported twice, by the connection and by start(): the first report counts.
    let dead = false;
    const died = (detail: string): void => {
      if (!dead && this.client === client) {
        dead = true;
        this.crashed(interpreter, detail);
      }
    };
    const client = this.createClient(interpreter, died);
    this.client = client;
    try {
      await client.start();
      this.move({ kind: 'running' });
    } catch (error) {
      died(error instanceof Error ? error.message : String(error));
    }
  }

  private createClient(interpreter: Interpreter, died: (detail: string) => void): LanguageClient {
    const script = vscode.Uri.joinPath(this.extensionUri, 'server', 'start.py').fsPath;
    const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
    const initializationOptions: InitializationOptions = {
      interpreter: interpreter.path,
      locale: vscode.env.language,
      settings: serverSettings(),
      keepsTokens: true,
    };
    const options: LanguageClientOptions = {
      documentSelector,
      synchronize: { fileEvents: this.files },
      outputChannel: this.output,
      middleware: codeLensMiddleware,
      initializationOptions,
      initializationFailedHandler: () => false,
      errorHandler: {
        error: (error) => ({ action: ErrorAction.Continue, message: error.message, handled: true }),
        closed: () => {
          died('');
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
    };
    // The client hands its options to `spawn`; their type does not name all that may be among them.
    const spawned: ExecutableOptions & { readonly stdio: StdioOptions } = {
      // Not the workspace: on some systems what lies in the working folder is found as a program or a library.
      cwd: neutralFolder(),
      env: safeEnvironment(folder ? withPlacesKept(process.env, folder.uri.fsPath) : process.env),
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    };
    const client = new QuietClient(
      'transformers',
      'Transformers Workbench',
      {
        // No `transport`: naming stdio, which is the default, would add an argument `--stdio`.
        command: interpreter.path,
        args: [
          ...['-I', '-S', script, 'lsp', '--interpreter', interpreter.path],
          ...['--secrets', String(SECRETS)],
        ],
        options: spawned,
      },
      options,
    );
    client.spawned = (process) => {
      if (this.client === client) {
        this.secrets.attach(secretStream(process));
      }
    };
    client.onNotification(STATUS, (status) => this.statusChanged.fire(status));
    client.onNotification(TOKENIZER_CHANGED, (change) => this.tokenizerChanged.fire(change));
    for (const [method, listeners] of this.listeners) {
      client.onNotification(method, (params: unknown) => {
        for (const heard of listeners) {
          heard(params);
        }
      });
    }
    return client;
  }

  private crashed(interpreter: Interpreter, detail: string): void {
    if (this.disposed) {
      return;
    }
    const verdict = this.policy.crashed();
    this.output.error(`The language server stopped unexpectedly. ${detail}`.trim());
    if (verdict.kind === 'giveUp') {
      this.move({
        kind: 'failed',
        cause: 'server',
        message: vscode.l10n.t(
          'The language server stopped {0} times within three minutes.',
          verdict.crashes,
        ),
      });
      return;
    }
    this.output.info(`Starting it again in ${verdict.afterMilliseconds} ms.`);
    this.move({ kind: 'waiting', milliseconds: verdict.afterMilliseconds });
    this.pause = setTimeout(
      () => void this.enqueue(() => this.launch(interpreter)),
      verdict.afterMilliseconds,
    );
  }

  private async shutDown(): Promise<void> {
    clearTimeout(this.pause);
    const { client } = this;
    this.client = undefined;
    this.secrets.detach();
    try {
      await client?.dispose();
    } catch (error) {
      // It died on its own, or takes longer than the grace period: the client kills it either way.
      this.output.debug(`Stopping the language server: ${String(error)}`);
    }
  }

  private move(state: ServerState): void {
    this.currentState = state;
    this.stateChanged.fire(state);
  }
}

/** Leaves telling the user to us: its own notifications have neither our words nor a button that helps. */
class QuietClient extends LanguageClient {
  /** Hears of the process as soon as there is one. */
  spawned: ((process: ChildProcess) => void) | undefined;

  protected override async createMessageTransports(encoding: string): Promise<MessageTransports> {
    const transports = await super.createMessageTransports(encoding);
    if (this.serverProcess) {
      this.spawned?.(this.serverProcess);
    }
    return transports;
  }

  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

function secretStream({ stdio }: ChildProcess): Duplex | undefined {
  const stream = stdio[SECRETS];
  return stream instanceof Duplex ? stream : undefined;
}

/** Sends the settings whenever one the server acts on changes, and that the workspace is trusted now. */
export function forwardSettings(server: LanguageServer): vscode.Disposable {
  const send = (): void => void server.notify(SETTINGS, serverSettings());
  return vscode.Disposable.from(
    vscode.workspace.onDidGrantWorkspaceTrust(send),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (
        ['transformers.chatTemplate', 'transformers.auth.checkAccess'].some((key) =>
          event.affectsConfiguration(key),
        )
      ) {
        send();
      }
    }),
  );
}
