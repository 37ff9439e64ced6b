// What a preview asks the server, and when. Knows nothing of panels or webviews: it reports changes of a snapshot.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { documentSelector } from '../client/documents';
import { type LanguageServer, ServerUnavailable } from '../client/languageServer';
import { isCancellation } from '../client/serverProblem';
import {
  CLOSED,
  type Conversation,
  INSPECT,
  type Inspection,
  type Problem,
  RENDER,
  type Rendered,
  TOKENIZE,
  type TokenizeResult,
} from '../protocol';
import type { PreviewSubject, SnapshotChanges } from '../webview/previewMessages';
import { type Turn, Turns } from './turns';
import { WatchedFiles } from './watchedFiles';

/** Tokens wait for a pause in typing, longer than a fast typist's between two keys… */
const TOKENIZE_PAUSE_MILLISECONDS = 150;
/** …and this many times as long as the rendering took… */
const TOKENIZE_PAUSE_FACTOR = 5;
/** …but never longer than this. */
const TOKENIZE_PAUSE_LIMIT_MILLISECONDS = 300;
/** The ladder and the controls follow when typing pauses; at every key they would only flicker. */
const INSPECT_MILLISECONDS = 250;

export class PreviewSession implements vscode.Disposable {
  readonly id = randomUUID();
  inspection: Inspection | undefined;
  rendered: Rendered | undefined;
  tokens: TokenizeResult | undefined;
  problem: Problem | undefined;
  private active = false;
  private stale = true;
  private conversation: Conversation | undefined;
  private tokenizing: vscode.CancellationTokenSource | undefined;
  private tokenizeTimer: NodeJS.Timeout | undefined;
  private inspectTimer: NodeJS.Timeout | undefined;
  private inspections = 0;
  private readonly files = new WatchedFiles(() => this.sourceChanged());
  private readonly renders = new Turns();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private subject: PreviewSubject,
    private readonly server: LanguageServer,
    private readonly output: vscode.LogOutputChannel,
    private readonly report: (changes: SnapshotChanges) => void,
  ) {
    this.follow(subject);
    this.subscriptions = [
      this.files,
      server.onDidChangeTokenizer(({ folder }) => {
        if (this.usesTokenizerOf(folder)) {
          this.refresh();
        }
      }),
      server.onDidChangeState((state) => {
        if (state.kind === 'running') {
          // A new server counts its answers from one: an older one's tokens could pass for the new text's.
          this.tokens = undefined;
          this.report({ tokens: null });
          this.refresh();
        } else {
          this.noteUnavailable();
        }
      }),
    ];
  }

  get waiting(): string | undefined {
    switch (this.server.state.kind) {
      case 'running':
        return undefined;
      case 'idle':
      case 'starting':
      case 'waiting':
        return vscode.l10n.t('Waiting for the language server…');
      case 'stopped':
        return vscode.l10n.t('The language server is not running.');
      case 'failed':
        // The problem strip has the message and the button.
        return undefined;
    }
  }

  /** While nobody sees the panel nothing is asked; what was missed is caught up with afterwards. */
  setActive(active: boolean): void {
    this.active = active;
    if (active && this.stale) {
      this.refresh();
    }
  }

  setSubject(subject: PreviewSubject): void {
    this.subject = subject;
    this.follow(subject);
    this.refresh();
  }

  setConversation(conversation: Conversation): void {
    this.conversation = conversation;
    this.render();
  }

  refresh(): void {
    if (!this.active || this.server.state.kind !== 'running') {
      this.stale = true;
      this.noteUnavailable();
      return;
    }
    this.stale = false;
    this.report({ waiting: null });
    void this.inspect();
    this.render();
  }

  dispose(): void {
    clearTimeout(this.inspectTimer);
    clearTimeout(this.tokenizeTimer);
    this.renders.dispose();
    this.tokenizing?.cancel();
    this.tokenizing?.dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
    void this.server.notify(CLOSED, { panel: this.id });
  }

  private sourceChanged(): void {
    if (!this.active) {
      this.stale = true;
      return;
    }
    this.render();
    clearTimeout(this.inspectTimer);
    this.inspectTimer = setTimeout(() => void this.inspect(), INSPECT_MILLISECONDS);
  }

  private render(): void {
    if (this.conversation !== undefined && this.server.state.kind === 'running') {
      void this.renderOnce(this.conversation, this.renders.next());
    }
  }

  private async inspect(): Promise<void> {
    const turn = ++this.inspections;
    try {
      const inspection = await this.server.request(INSPECT, this.subject);
      if (turn === this.inspections) {
        this.inspection = inspection;
        this.follow(this.subject, inspection.watched);
        this.report({ inspection });
      }
    } catch (error) {
      // What cannot be inspected cannot be rendered either, and the rendering says why in its own words.
      this.output.debug(`inspect: ${String(error)}`);
    }
  }

  private async renderOnce(conversation: Conversation, turn: Turn): Promise<void> {
    this.tokenizing?.cancel();
    clearTimeout(this.tokenizeTimer);
    const cancellation = new vscode.CancellationTokenSource();
    const cancel = (): void => cancellation.cancel();
    turn.signal.addEventListener('abort', cancel, { once: true });
    try {
      const result = await this.server.request(
        RENDER,
        { panel: this.id, ...this.subject, conversation, version: this.documentVersion() },
        cancellation.token,
      );
      if (!turn.arrives()) {
        return;
      }
      if (result.kind === 'failed') {
        this.problem = result.problem;
        this.report({ problem: result.problem });
        return;
      }
      this.rendered = result;
      this.problem = undefined;
      this.report({ rendered: result, problem: null });
      if (turn.isNewest()) {
        this.tokenizeSoon(result);
      }
    } catch (error) {
      if (turn.isNewest() && !turn.signal.aborted) {
        this.unanswered(error);
      }
    } finally {
      turn.signal.removeEventListener('abort', cancel);
      cancellation.dispose();
    }
  }

  /**
   * Tokens and boundaries compile the template once more. On a large one that takes as long as rendering and
   * competes with the next key for the processor.
   */
  private tokenizeSoon({ sequence, milliseconds }: Rendered): void {
    const pause = Math.max(TOKENIZE_PAUSE_MILLISECONDS, milliseconds * TOKENIZE_PAUSE_FACTOR);
    this.tokenizeTimer = setTimeout(
      () => void this.tokenize(sequence),
      this.tokens === undefined ? 0 : Math.min(pause, TOKENIZE_PAUSE_LIMIT_MILLISECONDS),
    );
  }

  private async tokenize(sequence: number): Promise<void> {
    this.tokenizing?.dispose();
    const cancellation = new vscode.CancellationTokenSource();
    this.tokenizing = cancellation;
    try {
      const tokens = await this.server.request(TOKENIZE, { panel: this.id, sequence }, cancellation.token);
      if (this.rendered?.sequence === tokens.sequence) {
        this.tokens = tokens;
        this.report({ tokens });
      }
    } catch (error) {
      if (!cancellation.token.isCancellationRequested) {
        this.unanswered(error);
      }
    }
  }

  /** Without a server: what is waited for, or what has to be mended. */
  private noteUnavailable(): void {
    const { state } = this.server;
    if (state.kind === 'failed') {
      const isServer = state.cause === 'server';
      this.problem = {
        reason: 'no-server',
        message: state.message,
        advice: isServer
          ? vscode.l10n.t('Restart it; if it stops again, the output has the details.')
          : vscode.l10n.t('Select the interpreter to use.'),
        action: isServer ? 'restart' : 'interpreter',
      };
    }
    this.report({ waiting: this.waiting ?? null, problem: this.problem ?? null });
  }

  /** The server answers everything it can foresee with a `Problem`; this is the rest. */
  private unanswered(error: unknown): void {
    if (error instanceof ServerUnavailable || this.server.state.kind !== 'running' || isCancellation(error)) {
      return;
    }
    this.output.error(error instanceof Error ? error : String(error));
    this.problem = {
      reason: 'no-answer',
      message: vscode.l10n.t('The language server could not answer.'),
      advice: vscode.l10n.t('The output has the details; restarting the language server may help.'),
      action: 'output',
    };
    this.report({ problem: this.problem });
  }

  /** Watches the template's own document at once, and everything it depends on as soon as that is known. */
  private follow({ source }: PreviewSubject, watched: readonly string[] = []): void {
    this.files.watch(source.kind === 'document' ? [source.uri, ...watched] : watched);
  }

  private usesTokenizerOf(folder: string): boolean {
    const { source, tokenizer } = this.subject;
    const used = tokenizer ?? source;
    return (
      used.kind === 'repository' ||
      used.uri.startsWith('transformers-template:') ||
      used.uri.startsWith(folder)
    );
  }

  private documentVersion(): number | undefined {
    const { source } = this.subject;
    const uri = source.kind === 'document' ? source.uri : this.inspection?.document;
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri);
    // Only what is synchronised has a version the server will ever see.
    return document && vscode.languages.match(documentSelector, document) > 0 ? document.version : undefined;
  }
}
