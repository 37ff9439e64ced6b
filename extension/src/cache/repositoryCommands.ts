// What can be done with one repository without changing it.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { CACHE_CARD, type CacheCard, type CacheRevision, type RepositorySource } from '../protocol';
import type { CommandArguments } from './arguments';
import type { CacheNode, RepoIdentity } from './nodes';
import { pythonSnippet, snippetRevision } from './snippet';

/** What a command is meant for. */
interface Chosen {
  readonly root: string;
  readonly repo: RepoIdentity;
  /** None: the repository is damaged. */
  readonly commitHash: string | undefined;
  /** How Python would name the revision; none: not at all. */
  readonly revision?: string | undefined;
}

export class RepositoryCommands {
  constructor(
    private readonly server: LanguageServer,
    private readonly given: CommandArguments,
    private readonly isActiveRoot: (root: string) => boolean,
  ) {}

  async copyRepoId(args: readonly unknown[]): Promise<void> {
    const ids = this.given.nodes(args).flatMap((node) => ('repo' in node ? [node.repo.repoId] : []));
    await copy([...new Set(ids)].join('\n'));
  }

  async copyPath(args: readonly unknown[]): Promise<void> {
    const paths = this.given.nodes(args).flatMap((node) => pathOf(node) ?? []);
    await copy([...new Set(paths)].join('\n'));
  }

  async copySnippet(args: readonly unknown[]): Promise<void> {
    const chosen = this.repository(args);
    if (chosen) {
      await copy(pythonSnippet({ ...chosen.repo, revision: chosen.revision }));
    }
  }

  async openCard(args: readonly unknown[]): Promise<void> {
    const card = await this.card(args);
    if (card?.uri) {
      await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.parse(card.uri));
    } else if (card) {
      const open = vscode.l10n.t('Open on the Hub');
      const answer = await vscode.window.showInformationMessage(
        vscode.l10n.t('This revision has no card (README.md) in the cache.'),
        open,
      );
      if (answer === open) {
        await vscode.env.openExternal(vscode.Uri.parse(card.hubUrl));
      }
    }
  }

  async openOnHub(args: readonly unknown[]): Promise<void> {
    const card = await this.card(args);
    if (card) {
      await vscode.env.openExternal(vscode.Uri.parse(card.hubUrl));
    }
  }

  async previewChatTemplate(args: readonly unknown[]): Promise<void> {
    const chosen = this.repository(args);
    if (chosen?.commitHash === undefined) {
      return;
    }
    const { root, repo, commitHash, revision } = chosen;
    if (this.isActiveRoot(root)) {
      const source: RepositorySource = { kind: 'repository', repoId: repo.repoId, revision };
      await vscode.commands.executeCommand('transformers.chatTemplate.previewModel', source);
    } else {
      // huggingface_hub looks into the active cache only; what lies in another one is a model folder like any.
      await vscode.commands.executeCommand(
        'transformers.chatTemplate.preview',
        snapshotFolder(root, repo.name, commitHash),
      );
    }
  }

  private async card(args: readonly unknown[]): Promise<CacheCard | undefined> {
    const chosen = this.repository(args);
    if (chosen?.commitHash === undefined) {
      return undefined;
    }
    const { root, repo, commitHash } = chosen;
    return this.server.request(CACHE_CARD, { root, name: repo.name, revision: commitHash });
  }

  private repository(args: readonly unknown[]): Chosen | undefined {
    const node = this.given.first(args);
    switch (node?.kind) {
      case 'repo': {
        // The first revision is `main`, if there is one.
        const { root, repo, children } = node;
        return { root, repo, ...named(children[0]?.revision) };
      }
      case 'revision': {
        const { root, repo, revision } = node;
        return { root, repo, ...named(revision) };
      }
      case 'file':
        return { root: node.root, repo: node.repo, commitHash: node.commitHash };
      case 'root':
      case 'group':
      case 'extra':
      case 'incomplete':
      case 'message':
      case undefined:
        return undefined;
    }
  }
}

function named(revision: CacheRevision | undefined): Pick<Chosen, 'commitHash' | 'revision'> {
  return { commitHash: revision?.commitHash, revision: revision && snippetRevision(revision) };
}

function pathOf(node: CacheNode): string | undefined {
  switch (node.kind) {
    case 'root':
      return node.root.path;
    case 'repo':
      return vscode.Uri.joinPath(vscode.Uri.file(node.root), node.repo.name).fsPath;
    case 'revision':
      return snapshotFolder(node.root, node.repo.name, node.revision.commitHash).fsPath;
    case 'file':
      return vscode.Uri.parse(node.file.uri).fsPath;
    case 'extra':
      return node.extra.path;
    case 'incomplete':
      return vscode.Uri.joinPath(vscode.Uri.file(node.root), node.repo.name, 'blobs').fsPath;
    case 'group':
    case 'message':
      return undefined;
  }
}

function snapshotFolder(root: string, name: string, commitHash: string): vscode.Uri {
  return vscode.Uri.joinPath(vscode.Uri.file(root), name, 'snapshots', commitHash);
}

async function copy(text: string): Promise<void> {
  if (text === '') {
    return;
  }
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('$(check) Copied'), 2000);
}
