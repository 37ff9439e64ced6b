// The commands that delete, each of which first asks what is meant.
import * as vscode from 'vscode';
import type { CommandArguments } from './arguments';
import { formatSize, parseSize } from '../byteSize';
import type { CacheReader } from './cacheReader';
import type { Deletion } from './deletion';
import { type PruneItem, pruneItems } from './pruneItems';
import type { RootCommands } from './rootCommands';
import { deletionRequest } from './targets';

export class DeletionCommands {
  constructor(
    private readonly deletion: Deletion,
    private readonly reader: CacheReader,
    private readonly roots: RootCommands,
    private readonly given: CommandArguments,
  ) {}

  async delete(args: readonly unknown[]): Promise<void> {
    const request = deletionRequest(this.given.nodes(args));
    if (request.targets.length === 0 && request.leftovers.length === 0) {
      await vscode.window.showInformationMessage(
        vscode.l10n.t('Select repositories, revisions, files or interrupted downloads in the cache first.'),
      );
      return;
    }
    await this.deletion.review(request);
  }

  async prune(args: readonly unknown[]): Promise<void> {
    const node = this.given.first(args);
    if (this.reader.list === undefined) {
      await this.reader.look('known');
    }
    const roots = this.reader.list?.roots ?? [];
    const pruned = node?.kind === 'root' ? roots.filter(({ path }) => path === node.root.path) : roots;
    const picked = await vscode.window.showQuickPick<PruneItem>(pruneItems(pruned), {
      title: vscode.l10n.t('Prune Cache'),
      placeHolder: vscode.l10n.t('What may go? You will see what it is before anything is deleted.'),
      canPickMany: true,
    });
    if (picked && picked.length > 0) {
      await this.deletion.propose(
        pruned.flatMap(({ path }) => picked.map(({ what }) => ({ root: path, what }))),
      );
    }
  }

  async freeSpace(args: readonly unknown[]): Promise<void> {
    const node = this.given.first(args);
    const root = node?.kind === 'root' ? node.root : await this.roots.pickRoot();
    if (root === undefined) {
      return;
    }
    const text = await vscode.window.showInputBox({
      title: vscode.l10n.t('Free Space'),
      prompt:
        root.free === null
          ? vscode.l10n.t('How many GB should be freed?')
          : vscode.l10n.t('How many GB should be freed? {0} are free now.', formatSize(root.free)),
      placeHolder: '20',
      validateInput: (value) =>
        value !== '' && parseSize(value) === undefined
          ? vscode.l10n.t('A size, for example 20, 1.5 TB or 500 MB')
          : undefined,
    });
    const bytes = text === undefined ? undefined : parseSize(text);
    if (bytes !== undefined) {
      await this.deletion.propose([{ root: root.path, what: { bytes } }]);
    }
  }
}
