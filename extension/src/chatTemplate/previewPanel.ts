import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import type { Conversation, Preset, TemplateSource } from '../protocol';
import { page, webviewRoot } from '../webview/page';
import type {
  HostMessage,
  PreviewSubject,
  PreviewView,
  SnapshotChanges,
  WebviewMessage,
} from '../webview/previewMessages';
import { previewStrings } from '../webview/previewStrings';
import { copyFrom } from './copy';
import { openProblem, openTemplate } from './openPlace';
import { PreviewMemory } from './previewMemory';
import { PreviewSession } from './previewSession';
import { sourceTitle } from './sources';

export interface PreviewServices {
  readonly extensionUri: vscode.Uri;
  readonly memento: vscode.Memento;
  readonly server: LanguageServer;
  readonly output: vscode.LogOutputChannel;
  readonly presets: () => Promise<readonly Preset[]>;
  readonly chooseTokenizer: () => Promise<TemplateSource | undefined>;
}

function icons(extensionUri: vscode.Uri): { light: vscode.Uri; dark: vscode.Uri } {
  const file = (theme: string): vscode.Uri =>
    vscode.Uri.joinPath(extensionUri, 'images', `preview-${theme}.svg`);
  return { light: file('light'), dark: file('dark') };
}

const DEFAULT_VIEW: PreviewView = { mode: 'text', whitespace: false, rawJson: false };

/** One open preview: owns its data and its webview, and carries messages between them. */
export class PreviewPanel implements vscode.Disposable {
  private readonly disposed = new vscode.EventEmitter<void>();
  readonly onDidDispose = this.disposed.event;
  private readonly memory: PreviewMemory;
  private readonly session: PreviewSession;
  private readonly subscriptions: vscode.Disposable[] = [];
  private presets: readonly Preset[] = [];
  private conversation: Conversation | undefined;
  private view: PreviewView;
  private ready = false;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private subject: PreviewSubject,
    private readonly services: PreviewServices,
  ) {
    this.memory = new PreviewMemory(services.memento, subject.source);
    const { conversation, view, tokenizer } = this.memory.kept;
    this.conversation = conversation;
    this.view = { ...DEFAULT_VIEW, ...view };
    if (tokenizer && !subject.tokenizer) {
      this.subject = { ...subject, tokenizer };
    }
    this.session = new PreviewSession(this.subject, services.server, services.output, (changes) =>
      this.show(changes),
    );
    if (conversation) {
      this.session.setConversation(conversation);
    }
    panel.title = sourceTitle(subject.source);
    panel.iconPath = icons(services.extensionUri);
    panel.webview.options = { enableScripts: true, localResourceRoots: [webviewRoot(services.extensionUri)] };
    this.subscriptions.push(
      this.session,
      panel.webview.onDidReceiveMessage((message: WebviewMessage) =>
        this.receive(message).catch((error: unknown) => {
          services.output.error(error instanceof Error ? error : String(error));
        }),
      ),
      panel.onDidChangeViewState(() => this.visibilityChanged()),
      panel.onDidDispose(() => this.dispose()),
      services.server.onDidChangeState((state) => {
        if (state.kind === 'running') {
          void this.loadPresets();
        }
      }),
    );
    panel.webview.html = page(panel.webview, services.extensionUri, 'chatTemplate');
    void this.loadPresets();
  }

  get source(): TemplateSource {
    return this.subject.source;
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  dispose(): void {
    this.memory.flush();
    vscode.Disposable.from(...this.subscriptions.splice(0)).dispose();
    this.disposed.fire();
    this.disposed.dispose();
  }

  private async receive(message: WebviewMessage): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.ready = true;
        this.sendEverything();
        this.session.setActive(true);
        break;
      case 'conversation':
        this.setConversation(message.conversation);
        break;
      case 'view':
        this.view = message.view;
        this.memory.keep({ view: message.view });
        break;
      case 'preset': {
        const preset = this.presets.find(({ id }) => id === message.id);
        if (preset) {
          // The variables are the template's, not the conversation's: they stay as the user set them.
          const variables = { ...preset.conversation.variables, ...this.conversation?.variables };
          this.setConversation({ ...preset.conversation, variables });
          this.show({ conversation: this.conversation });
        }
        break;
      }
      case 'name':
        this.setSubject({ ...this.subject, source: { ...this.subject.source, name: message.name } });
        break;
      case 'open':
        await openTemplate(this.services.server, message.uri, message.name);
        break;
      case 'copy':
        await copyFrom(this.session, message.format);
        break;
      case 'goToProblem':
        if (this.session.problem) {
          await openProblem(this.session.problem);
        }
        break;
      case 'solveProblem':
        await this.solveProblem();
        break;
      case 'chooseTokenizer': {
        const tokenizer = await this.services.chooseTokenizer();
        if (tokenizer) {
          this.memory.keep({ tokenizer });
          this.setSubject({ ...this.subject, tokenizer });
        }
        break;
      }
    }
  }

  private setConversation(conversation: Conversation): void {
    this.conversation = conversation;
    this.memory.keep({ conversation });
    this.session.setConversation(conversation);
  }

  private setSubject(subject: PreviewSubject): void {
    this.subject = subject;
    this.show({ subject });
    this.session.setSubject(subject);
  }

  private async solveProblem(): Promise<void> {
    const { problem } = this.session;
    switch (problem?.action) {
      case 'install':
        await vscode.commands.executeCommand('transformers.client.installPackages', problem.install);
        break;
      case 'interpreter':
        await vscode.commands.executeCommand('transformers.client.selectInterpreter');
        break;
      case 'restart':
        await vscode.commands.executeCommand('transformers.client.restart');
        break;
      case 'output':
        await vscode.commands.executeCommand('transformers.client.showOutput');
        break;
      case 'none':
      case undefined:
        break;
    }
  }

  private async loadPresets(): Promise<void> {
    this.presets = await this.services.presets();
    this.show({ presets: this.presets });
    const [first] = this.presets;
    if (this.conversation === undefined && first) {
      this.setConversation(first.conversation);
      this.show({ conversation: first.conversation });
    }
  }

  /** A hidden webview is thrown away by the editor; the next one says `ready` again. */
  private visibilityChanged(): void {
    if (!this.panel.visible) {
      this.ready = false;
      this.session.setActive(false);
    }
  }

  private sendEverything(): void {
    const { inspection, rendered, tokens, problem, waiting } = this.session;
    this.post({
      kind: 'init',
      strings: previewStrings(),
      snapshot: {
        subject: this.subject,
        view: this.view,
        conversation: this.conversation ?? { messages: [] },
        presets: this.presets,
        inspection,
        rendered,
        tokens,
        problem,
        waiting,
      },
    });
  }

  private show(changes: SnapshotChanges): void {
    if (changes.inspection) {
      this.panel.title = changes.inspection.title || sourceTitle(this.source);
    }
    if (this.ready) {
      this.post({ kind: 'changed', changes });
    }
  }

  private post(message: HostMessage): void {
    void this.panel.webview.postMessage(message);
  }
}
