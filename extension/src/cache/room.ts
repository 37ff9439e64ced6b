import * as vscode from 'vscode';
import type { ClientRoom } from '../client/room';
import type { Command, CommandTable } from '../commands';
import { CommandArguments } from './arguments';
import { Badges } from './badges';
import { CacheReader } from './cacheReader';
import { CacheTree } from './cacheTree';
import { CACHE_VIEW, CacheView } from './cacheView';
import type { CACHE_COMMANDS } from './commandIds';
import { Deletion } from './deletion';
import { DeletionCommands } from './deletionCommands';
import { Download } from './download';
import { FileCommands } from './fileCommands';
import { Jobs } from './jobs';
import { LookChoice } from './lookChoice';
import { pickFilter } from './pickFilter';
import { pickOrder } from './pickOrder';
import { RepositoryCommands } from './repositoryCommands';
import { RootCommands } from './rootCommands';
import { verificationTargets } from './targets';
import { Verification } from './verification';

type Arguments = readonly unknown[];

/** The Hugging Face cache: what is in it, and what may go. Nothing is asked before somebody looks. */
export class CacheRoom implements vscode.Disposable {
  readonly commands: CommandTable<(typeof CACHE_COMMANDS)[number]>;
  private readonly reader: CacheReader;
  private readonly choice: LookChoice;
  private readonly tree: CacheTree;
  private readonly view: CacheView;
  private readonly subscriptions: vscode.Disposable;

  constructor(context: vscode.ExtensionContext, client: ClientRoom) {
    const { server, output } = client;
    const failed = (error: unknown): Promise<void> => client.reportFailure(error);
    const jobs = new Jobs(server);
    this.reader = new CacheReader(server, output);
    this.choice = new LookChoice(context.workspaceState);
    this.tree = new CacheTree(server, output);
    this.view = new CacheView(this.tree, this.reader, this.choice);
    const given = new CommandArguments(this.tree, () => this.view.selection);
    const roots = new RootCommands(this.reader, given);
    const deletion = new Deletion(context.extensionUri, server, this.reader, jobs, failed);
    const deletions = new DeletionCommands(deletion, this.reader, roots, given);
    const verification = new Verification(context.extensionUri, server, this.reader, jobs, failed);
    const download = new Download(server, this.reader, this.view, jobs, given);
    const files = new FileCommands(given);
    const repositories = new RepositoryCommands(server, given, (root) => this.isActive(root));
    this.subscriptions = vscode.Disposable.from(
      new Badges(),
      deletion,
      verification,
      jobs,
      this.view,
      this.tree,
      this.choice,
      this.reader,
    );
    this.commands = {
      'transformers.cache.refresh': asking(() => this.refresh()),
      'transformers.cache.sort': local(() => this.sort()),
      'transformers.cache.filter': local(() => this.filter()),
      'transformers.cache.clearFilter': local(() => this.choice.clearFilter()),
      'transformers.cache.delete': asking((args) => deletions.delete(args)),
      'transformers.cache.prune': asking((args) => deletions.prune(args)),
      'transformers.cache.freeSpace': asking((args) => deletions.freeSpace(args)),
      'transformers.cache.verify': asking(async (args) => {
        if (this.reader.list === undefined) {
          await this.reader.look('known');
        }
        const chosen = verificationTargets(given.nodes(args));
        await verification.verify(chosen.length > 0 ? chosen : verificationTargets([...this.tree.nodes()]));
      }),
      'transformers.cache.repair': asking(() => verification.repair()),
      'transformers.cache.download': asking((args) => download.start(args)),
      'transformers.cache.copyRepoId': local((args) => repositories.copyRepoId(args)),
      'transformers.cache.copyPath': local((args) => repositories.copyPath(args)),
      'transformers.cache.copySnippet': local((args) => repositories.copySnippet(args)),
      'transformers.cache.openCard': asking((args) => repositories.openCard(args)),
      'transformers.cache.openOnHub': asking((args) => repositories.openOnHub(args)),
      'transformers.cache.openFile': local((args) => files.open(args)),
      'transformers.cache.revealBlob': local((args) => files.reveal(args)),
      'transformers.cache.previewChatTemplate': local((args) => repositories.previewChatTemplate(args)),
      'transformers.cache.addRoot': local(() => roots.add()),
      'transformers.cache.removeRoot': local((args) => roots.remove(args)),
      'transformers.cache.explainRoot': asking((args) => roots.explain(args)),
    };
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private async refresh(): Promise<void> {
    await vscode.window.withProgress({ location: { viewId: CACHE_VIEW } }, () =>
      this.reader.look('thorough'),
    );
  }

  private async sort(): Promise<void> {
    const order = await pickOrder(this.choice.order);
    if (order) {
      await this.choice.setOrder(order);
    }
  }

  private async filter(): Promise<void> {
    const filter = await pickFilter(this.choice.filter);
    if (filter) {
      await this.choice.setFilter(filter);
    }
  }

  private isActive(root: string): boolean {
    return this.reader.list?.roots.find(({ path }) => path === root)?.active ?? true;
  }
}

function local(run: (args: Arguments) => Promise<void>): Command {
  return { needs: 'nothing', run: (...args) => run(args) };
}

function asking(run: (args: Arguments) => Promise<void>): Command {
  return { needs: 'server', run: (...args) => run(args) };
}
