import * as vscode from 'vscode';
import type { CommandTable } from '../commands';
import type { CLIENT_COMMANDS } from './commandIds';
import { documentSelector } from './documents';
import { describeFailure, problemFailure, serverFailure, showFailure } from './failures';
import { installPackages } from './installPackages';
import { InterpreterService } from './interpreterService';
import type { Resolution } from './interpreterTypes';
import { forwardSettings, LanguageServer } from './languageServer';
import { isRequirement } from './requirements';
import { selectInterpreter } from './selectInterpreter';
import { isCancellation, serverProblem } from './serverProblem';
import { StatusItem } from './statusItem';
import { missingPackages, requirement } from './statusText';
import { TEMPLATE_FILES } from './templateFiles';
import { whenReady } from './whenReady';

const PATH_NOTICE = 'transformers.client.pathNoticeShown';

/** The interpreter, the server that runs on it, and what is shown of both. */
export class ClientRoom implements vscode.Disposable {
  readonly output = vscode.window.createOutputChannel('Transformers Workbench', { log: true });
  readonly server: LanguageServer;
  readonly commands: CommandTable<(typeof CLIENT_COMMANDS)[number]>;
  private readonly interpreters = new InterpreterService();
  private readonly status: StatusItem;
  private readonly subscriptions: vscode.Disposable[];
  private announcedMissing = '';
  /** Nothing is started, and nothing said of Python, in a window that has no use for either. */
  private isNeeded = false;

  constructor(private readonly context: vscode.ExtensionContext) {
    this.server = new LanguageServer(context.extensionUri, this.output);
    this.status = new StatusItem(this.interpreters, this.server);
    this.subscriptions = [
      this.status,
      this.server,
      this.interpreters,
      this.output,
      forwardSettings(this.server),
      this.interpreters.onDidChange((resolution) => {
        if (this.isNeeded) {
          void this.follow(resolution);
        }
      }),
      this.server.onDidWant(() => this.need()),
      vscode.workspace.onDidOpenTextDocument((document) => this.noticeDocument(document)),
      this.server.onDidChangeStatus(() => void this.announceMissing()),
      this.server.onDidChangeState((state) => {
        if (state.kind === 'failed' && state.cause === 'server') {
          void showFailure(serverFailure(state.message));
        }
      }),
    ];
    this.commands = {
      'transformers.client.showOutput': {
        needs: 'nothing',
        run: () => {
          this.output.show(true);
          return Promise.resolve();
        },
      },
      'transformers.client.restart': { needs: 'nothing', run: () => this.restart() },
      'transformers.client.selectInterpreter': {
        needs: 'nothing',
        run: () => selectInterpreter(this.interpreters),
      },
      'transformers.client.installPackages': { needs: 'server', run: (packages) => this.install(packages) },
    };
  }

  /** The server starts with the first document it looks at, or when somebody asks it something. */
  start(): void {
    vscode.workspace.textDocuments.forEach((document) => this.noticeDocument(document));
    // Where templates are, they will be looked at: the library is imported by then.
    void vscode.workspace.findFiles(TEMPLATE_FILES, undefined, 1).then((found) => {
      if (found.length > 0) {
        this.need();
      }
    });
  }

  whenReady(run: () => Promise<void>): Promise<void> {
    return whenReady(this.interpreters, this.server, run);
  }

  /** What a command left to others: what the server refused, and what nobody foresaw: the words for people, the details for the output. */
  async reportFailure(error: unknown): Promise<void> {
    if (isCancellation(error)) {
      return;
    }
    this.output.error(error instanceof Error ? error : String(error));
    const problem = serverProblem(error);
    await showFailure(
      problem
        ? problemFailure(problem)
        : serverFailure(vscode.l10n.t('That did not work. The output has the details.')),
    );
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private noticeDocument(document: vscode.TextDocument): void {
    if (!this.isNeeded && vscode.languages.match(documentSelector, document) > 0) {
      this.need();
    }
  }

  private need(): void {
    if (this.isNeeded) {
      return;
    }
    this.isNeeded = true;
    this.status.appear();
    const { current } = this.interpreters;
    void (current ? this.follow(current) : this.interpreters.resolve());
  }

  private async follow(resolution: Resolution): Promise<void> {
    if (resolution.kind === 'found') {
      const { path, version, origin } = resolution.interpreter;
      this.output.info(`Python ${version} at ${path} (${origin})`);
      const started = this.server.start(resolution.interpreter);
      if (origin === 'path') {
        void this.noticePath(path);
      }
      await started;
      return;
    }
    const failure = describeFailure(resolution);
    this.output.warn(failure.message);
    if (resolution.kind === 'broken') {
      this.output.warn(resolution.detail);
    }
    await this.server.stop({ kind: 'failed', cause: 'interpreter', message: failure.message });
    await showFailure(failure);
  }

  private async restart(): Promise<void> {
    this.need();
    const before = this.interpreters.current;
    const now = await this.interpreters.resolve();
    // A changed interpreter has already led to a restart.
    if (now.kind === 'found' && now === before) {
      await this.server.start(now.interpreter);
    } else if (now.kind !== 'found') {
      await showFailure(describeFailure(now));
    }
  }

  /** A Python that merely happens to be on PATH may be the wrong one: said once, not each time. */
  private async noticePath(path: string): Promise<void> {
    if (this.context.workspaceState.get(PATH_NOTICE) === path) {
      return;
    }
    await this.context.workspaceState.update(PATH_NOTICE, path);
    const select = vscode.l10n.t('Select Interpreter');
    const message = vscode.l10n.t(
      'No environment was chosen: Transformers Workbench uses {0} from PATH.',
      path,
    );
    if ((await vscode.window.showInformationMessage(message, select)) === select) {
      await selectInterpreter(this.interpreters);
    }
  }

  private async announceMissing(): Promise<void> {
    const missing = missingPackages(this.status.lastStatus);
    const names = missing.map(({ name }) => name).join(', ');
    const key = `${this.status.lastStatus?.interpreter ?? ''} ${names}`;
    if (names === '' || key === this.announcedMissing) {
      return;
    }
    this.announcedMissing = key;
    const install = vscode.l10n.t('Install…');
    const select = vscode.l10n.t('Select Interpreter');
    const message = vscode.l10n.t(
      'The selected Python has no {0} (needed for {1})',
      names,
      missing[0]?.neededFor ?? '',
    );
    const answer = await vscode.window.showWarningMessage(message, install, select);
    if (answer === install) {
      await this.install(missing.map(requirement));
    } else if (answer === select) {
      await selectInterpreter(this.interpreters);
    }
  }

  /** Installs what it is given, or, without that, what is missing. */
  private async install(packages: unknown): Promise<void> {
    const resolution = this.interpreters.current;
    const wanted =
      Array.isArray(packages) && packages.length > 0
        ? packages.map(String).filter(isRequirement)
        : missingPackages(this.status.lastStatus).map(requirement);
    if (resolution?.kind !== 'found') {
      return;
    }
    if (wanted.length === 0) {
      await vscode.window.showInformationMessage(vscode.l10n.t('Nothing is missing in the selected Python.'));
      return;
    }
    if (await installPackages(resolution.interpreter, wanted)) {
      await this.server.start(resolution.interpreter);
    }
  }
}
