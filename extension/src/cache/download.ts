// Brings a repository, or some of its files, into the cache.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { CACHE_DOWNLOAD, type CacheDownloaded, type CacheDownloadParams } from '../protocol';
import type { CommandArguments } from './arguments';
import type { CacheReader } from './cacheReader';
import type { CacheView } from './cacheView';
import type { Jobs } from './jobs';
import { nodeId } from './nodes';
import { parseRepository } from '../repositoryAddress';
import { REPO_TYPES, type RepoType } from '../repoType';
import { repoTypeName } from '../repoTypeName';

type Wish = Omit<CacheDownloadParams, 'job' | 'root'>;

export class Download {
  constructor(
    private readonly server: LanguageServer,
    private readonly reader: CacheReader,
    private readonly view: CacheView,
    private readonly jobs: Jobs,
    private readonly given: CommandArguments,
  ) {}

  async start(args: readonly unknown[]): Promise<void> {
    const node = this.given.first(args);
    const wish = await ask();
    if (wish === undefined) {
      return;
    }
    if (this.reader.list === undefined) {
      await this.reader.look('known');
    }
    const roots = this.reader.list?.roots ?? [];
    const root =
      node?.kind === 'root' ? node.root.path : (roots.find(({ active }) => active) ?? roots[0])?.path;
    if (root === undefined) {
      throw new Error('The server names no cache.');
    }
    await this.fetch(root, wish);
  }

  private async fetch(root: string, wish: Wish): Promise<void> {
    const downloaded = await this.jobs.run(vscode.l10n.t('Downloading {0}', wish.repoId), (job, token) =>
      this.server.request(CACHE_DOWNLOAD, { root, ...wish, job }, token),
    );
    await this.reader.look('changes');
    await this.tell(root, wish, downloaded);
  }

  private async tell(root: string, wish: Wish, downloaded: CacheDownloaded): Promise<void> {
    const { problem, advice, gatedUrl, cancelled, name } = downloaded;
    if (cancelled) {
      vscode.window.setStatusBarMessage(
        vscode.l10n.t('$(circle-slash) Download stopped. Downloading again goes on where it was.'),
        5000,
      );
      return;
    }
    if (problem) {
      const access = vscode.l10n.t('Ask for Access');
      const again = vscode.l10n.t('Try Again');
      const buttons = gatedUrl ? [access, again] : [again];
      const message = advice ? `${problem} ${advice}` : problem;
      const answer = await vscode.window.showErrorMessage(message, ...buttons);
      if (answer === access && gatedUrl) {
        await vscode.env.openExternal(vscode.Uri.parse(gatedUrl));
      } else if (answer === again) {
        await this.fetch(root, wish);
      }
      return;
    }
    const show = vscode.l10n.t('Show in Cache');
    const answer = await vscode.window.showInformationMessage(
      vscode.l10n.t('Downloaded {0}.', wish.repoId),
      show,
    );
    if (answer === show && name) {
      await this.view.reveal(nodeId(root, name));
    }
  }
}

async function ask(): Promise<Wish | undefined> {
  const title = vscode.l10n.t('Download into Cache');
  const text = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Repository id or its address on the Hub'),
    placeHolder: 'Qwen/Qwen3-0.6B',
    ignoreFocusOut: true,
    validateInput: (value) =>
      value.trim() !== '' && parseRepository(value) === undefined
        ? vscode.l10n.t('Not a repository id. An example: {0}', 'Qwen/Qwen3-0.6B')
        : undefined,
  });
  const address = text === undefined ? undefined : parseRepository(text);
  if (address === undefined) {
    return undefined;
  }
  const repoType = address.repoType ?? (await askType(title));
  if (repoType === undefined) {
    return undefined;
  }
  const revision =
    address.revision ??
    (await vscode.window.showInputBox({
      title,
      prompt: vscode.l10n.t('Branch, tag or commit; Enter for main'),
      placeHolder: 'main',
      ignoreFocusOut: true,
    }));
  if (revision === undefined) {
    return undefined;
  }
  const patterns = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Patterns of the files, separated by spaces; Enter for all files'),
    placeHolder: '*.json *.safetensors',
    ignoreFocusOut: true,
  });
  if (patterns === undefined) {
    return undefined;
  }
  return {
    repoId: address.repoId,
    repoType,
    revision: revision.trim() === '' ? null : revision.trim(),
    files: patterns.split(/[\s,]+/).filter((pattern) => pattern !== ''),
  };
}

async function askType(title: string): Promise<RepoType | undefined> {
  const item = await vscode.window.showQuickPick(
    REPO_TYPES.map((type) => ({ label: repoTypeName(type), type })),
    { title, placeHolder: vscode.l10n.t('What kind of repository is it?'), ignoreFocusOut: true },
  );
  return item?.type;
}
