// Knows which servers there are: asks when the language server is ready, when it says that something changed, and now
// and then while somebody depends on it, because another window or a command line may stop one.
import * as vscode from 'vscode';
import { type LanguageServer, ServerUnavailable } from '../client/languageServer';
import { isCancellation } from '../client/serverProblem';
import { TENSORBOARD_CHANGED, TENSORBOARD_SERVERS, type TensorBoardServer } from '../protocol';
import { AskAgain } from '../askAgain';

const POLL_MILLISECONDS = 15_000;
/** Somebody looks at a panel that waits for the first events. */
const WAITING_POLL_MILLISECONDS = 3000;

export class ServersReader implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  /** Undefined until the first answer. */
  servers: readonly TensorBoardServer[] | undefined;
  /** Whether somebody looks at a panel that waits. */
  isAwaited: () => boolean = () => false;
  private turn = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly asking = new AskAgain(() => this.read());
  private readonly cancellation = new vscode.CancellationTokenSource();
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly server: LanguageServer,
    private readonly output: vscode.LogOutputChannel,
  ) {
    let ready = false;
    this.subscriptions = vscode.Disposable.from(
      server.onNotification(TENSORBOARD_CHANGED, () => void this.ask()),
      server.onDidChangeState((state) => (ready = ready && state.kind === 'running')),
      server.onDidChangeStatus(({ health }) => {
        if (!ready && health !== 'starting') {
          ready = true;
          void this.ask();
        }
      }),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused && this.isPolled) {
          void this.ask();
        }
      }),
    );
  }

  get running(): readonly TensorBoardServer[] {
    return (this.servers ?? []).filter(({ state }) => state !== 'crashed');
  }

  byId(id: string): TensorBoardServer | undefined {
    return this.servers?.find((server) => server.id === id);
  }

  /** Resolves when what the server says now is known, or that it says nothing. */
  ask(): Promise<void> {
    clearTimeout(this.timer);
    return this.asking.request();
  }

  /** One that has just started: an answer on its way does not know it yet. */
  started(server: TensorBoardServer): void {
    this.replace([...this.others(server.id), server]);
  }

  stopped(id: string): void {
    this.replace(this.others(id));
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.asking.dispose();
    this.cancellation.cancel();
    vscode.Disposable.from(this.subscriptions, this.cancellation, this.changed).dispose();
  }

  private others(id: string): readonly TensorBoardServer[] {
    return (this.servers ?? []).filter((server) => server.id !== id);
  }

  private replace(servers: readonly TensorBoardServer[]): void {
    this.turn += 1;
    this.accept(servers);
    void this.ask();
  }

  private get isPolled(): boolean {
    return (this.servers?.length ?? 0) > 0 || this.isAwaited();
  }

  private async read(): Promise<void> {
    const turn = this.turn;
    try {
      const { servers } = await this.server.ask(TENSORBOARD_SERVERS, this.cancellation.token);
      if (turn === this.turn) {
        this.accept(servers);
      }
    } catch (error) {
      // What was known stays: a server outlives the one that tells of it.
      if (!(error instanceof ServerUnavailable) && !isCancellation(error)) {
        this.output.debug(`Which TensorBoards run: ${String(error)}`);
      }
    }
    clearTimeout(this.timer);
    if (this.isPolled && !this.cancellation.token.isCancellationRequested) {
      const pause = this.isAwaited() ? WAITING_POLL_MILLISECONDS : POLL_MILLISECONDS;
      this.timer = setTimeout(() => void this.poll(), pause);
    }
  }

  /** A window nobody looks at asks when it has the focus again. */
  private async poll(): Promise<void> {
    if (vscode.window.state.focused) {
      await this.ask();
    }
  }

  private accept(servers: readonly TensorBoardServer[]): void {
    const text = JSON.stringify(servers);
    if (this.servers === undefined || text !== JSON.stringify(this.servers)) {
      this.servers = servers;
      this.changed.fire();
    }
  }
}
