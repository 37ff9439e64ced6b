// Starts, stops and restarts servers, with progress that can be cancelled, and remembers what is under way.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { isCancellation, serverProblem } from '../client/serverProblem';
import { TENSORBOARD_OPEN, TENSORBOARD_STOP, type TensorBoardServer } from '../protocol';
import { noticeably } from '../noticeably';
import type { ServersReader } from './serversReader';
import { tensorBoardSettings } from './settings';
import { folderLabels } from './words';

export class Launcher implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** What is starting, or has failed to, is new. */
  readonly onDidChange = this.changed.event;
  private readonly starting = new Map<string, number>();
  private readonly failures = new Map<string, string>();

  constructor(
    private readonly server: LanguageServer,
    private readonly servers: ServersReader,
  ) {}

  isStarting(folders: readonly string[]): boolean {
    return this.starting.has(key(folders));
  }

  /** Why the last start on these folders failed; empty when it did not. */
  failure(folders: readonly string[]): string {
    return this.failures.get(key(folders)) ?? '';
  }

  /** The server that shows these folders: one that runs already, or a new one. */
  start(folders: readonly string[]): Promise<TensorBoardServer> {
    return this.underWay(folders, async () => {
      const title = vscode.l10n.t(
        'Starting TensorBoard on {0}…',
        folderLabels(folders, (uri) => vscode.workspace.asRelativePath(vscode.Uri.parse(uri))),
      );
      const { server, note } = await noticeably(title, (token) =>
        this.server.request(TENSORBOARD_OPEN, { folders: [...folders], ...tensorBoardSettings() }, token),
      );
      this.servers.started(server);
      if (note) {
        // Not awaited: it is there until somebody closes it.
        void vscode.window.showInformationMessage(note);
      }
      return server;
    });
  }

  restart(id: string, folders: readonly string[]): Promise<TensorBoardServer> {
    return this.underWay(folders, async () => {
      await this.stop(id);
      return this.start(folders);
    });
  }

  /** Whether it ran until now. */
  async stop(id: string): Promise<boolean> {
    const { wasRunning } = await this.server.request(TENSORBOARD_STOP, { id });
    this.servers.stopped(id);
    return wasRunning;
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async underWay<T>(folders: readonly string[], work: () => Promise<T>): Promise<T> {
    const about = key(folders);
    this.starting.set(about, (this.starting.get(about) ?? 0) + 1);
    this.failures.delete(about);
    this.changed.fire();
    try {
      return await work();
    } catch (error) {
      if (!isCancellation(error)) {
        this.failures.set(about, failureText(error));
      }
      throw error;
    } finally {
      const left = (this.starting.get(about) ?? 1) - 1;
      if (left > 0) {
        this.starting.set(about, left);
      } else {
        this.starting.delete(about);
      }
      this.changed.fire();
    }
  }
}

function key(folders: readonly string[]): string {
  return JSON.stringify([...folders].sort());
}

function failureText(error: unknown): string {
  const problem = serverProblem(error);
  return problem
    ? `${problem.message} ${problem.advice}`.trim()
    : vscode.l10n.t('The output of Transformers Workbench has the details.');
}
