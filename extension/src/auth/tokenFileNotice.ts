// Says once that a huggingface_token.json of the workspace holds a token.
import * as vscode from 'vscode';
import { TOKEN_FILE } from './tokenFile';
import { findTokenFiles, isElsewhere, readTokenFile, TOKEN_FILES } from './tokenFilesFound';

const SAID = 'transformers.auth.tokenFilesNoticed';
const NEVER = 'transformers.auth.tokenFileNoticeOff';

export class TokenFileNotice implements vscode.Disposable {
  private readonly watcher = vscode.workspace.createFileSystemWatcher(TOKEN_FILES, false, false, true);
  private readonly looking = new vscode.CancellationTokenSource();
  private readonly subscriptions: vscode.Disposable;
  /** One after the other: what is said by one is known to the next. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly memory: vscode.Memento,
    private readonly failed: (error: unknown) => Promise<void>,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.watcher,
      this.looking,
      this.watcher.onDidCreate((uri) => this.enqueue(() => Promise.resolve([uri]))),
      // Many programs create a file empty and write it then.
      this.watcher.onDidChange((uri) => this.enqueue(() => Promise.resolve([uri]))),
    );
  }

  /** Looks through the workspace; nothing waits for it. */
  start(): void {
    if (!this.memory.get<boolean>(NEVER, false)) {
      this.enqueue(() => findTokenFiles(this.looking.token));
    }
  }

  dispose(): void {
    this.looking.cancel();
    this.subscriptions.dispose();
  }

  private enqueue(find: () => Promise<readonly vscode.Uri[]>): void {
    this.queue = this.queue
      .then(async () => this.notice(await find()))
      .catch((error: unknown) => this.failed(error));
  }

  private async notice(found: readonly vscode.Uri[]): Promise<void> {
    if (this.memory.get<boolean>(NEVER, false) || this.looking.token.isCancellationRequested) {
      return;
    }
    const said = this.memory.get<readonly string[]>(SAID, []);
    const unsaid = found.filter((uri) => !isElsewhere(uri) && !said.includes(uri.toString()));
    const holding: vscode.Uri[] = [];
    for (const uri of unsaid) {
      if (await holdsToken(uri)) {
        holding.push(uri);
      }
    }
    if (holding.length > 0) {
      await this.memory.update(SAID, [...said, ...holding.map(String)]);
      // Not waited for: a notification may stand for hours.
      void this.say(holding).catch((error: unknown) => this.failed(error));
    }
  }

  private async say(files: readonly vscode.Uri[]): Promise<void> {
    const [first] = files;
    const importing = vscode.l10n.t('Import…');
    const never = vscode.l10n.t("Don't Ask Again");
    const message =
      files.length === 1 && first
        ? vscode.l10n.t(
            '{0} holds a Hugging Face token. Import it to keep it in a safer place.',
            vscode.workspace.asRelativePath(first),
          )
        : vscode.l10n.t(
            '{0} files named {1} hold a Hugging Face token. Import them to keep them in a safer place.',
            files.length,
            TOKEN_FILE,
          );
    const answer = await vscode.window.showInformationMessage(message, importing, never);
    if (answer === importing) {
      const given = files.length === 1 ? first : undefined;
      await vscode.commands.executeCommand('transformers.auth.importTokenFile', given);
    } else if (answer === never) {
      await this.memory.update(NEVER, true);
    }
  }
}

async function holdsToken(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await readTokenFile(uri)).kind === 'token';
  } catch {
    // Gone again, or not for us: nothing to tell.
    return false;
  }
}
