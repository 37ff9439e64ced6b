// From a selection to freed bytes: the plan in a panel, the question, the work, what became of it.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import {
  CACHE_DELETE,
  CACHE_PLAN,
  CACHE_PROPOSE,
  type CacheDeleted,
  type CachePlan,
  type CacheTarget,
} from '../protocol';
import { formatSize } from '../byteSize';
import { type CacheAction, CachePanel } from './cachePanel';
import { type CacheReader, workspaceFolders } from './cacheReader';
import { CACHE_VIEW } from './cacheView';
import { DeletionPlan, EMPTY_PLAN } from './deletionPlan';
import type { Jobs } from './jobs';
import { deletionSummary, outcomePage, planPage } from './pages';
import { countTargets } from './targetCounts';
import { type DeletionRequest, withoutOverlap } from './targets';
import { countWords, fileCount } from './words';

type Proposal = 'detached' | 'incomplete' | 'unused-shared' | { readonly bytes: number };

export class Deletion implements vscode.Disposable {
  private readonly panel: CachePanel;
  private readonly subscription: vscode.Disposable;
  private deletion: DeletionPlan | undefined;
  private failedTargets: readonly CacheTarget[] = [];
  private turn = 0;
  /** Until it is answered, what is shown is not what would be deleted. */
  private planning = false;
  private deleting = false;

  constructor(
    extensionUri: vscode.Uri,
    private readonly server: LanguageServer,
    private readonly reader: CacheReader,
    private readonly jobs: Jobs,
    private readonly failed: (error: unknown) => Promise<void>,
  ) {
    this.panel = new CachePanel(extensionUri, () => vscode.l10n.t('Delete from Cache'));
    this.subscription = this.panel.onDidAct((action) => void this.act(action));
  }

  /** Shows what deleting these would do. */
  async review({ targets, leftovers }: DeletionRequest): Promise<void> {
    const plans = await whileReading(() =>
      Promise.all(leftovers.map(({ root, what, name }) => this.proposal(root, what, name))),
    );
    await this.planFor(withoutOverlap([...targets, ...plans.flatMap(targetsOf)]));
  }

  /** Shows what could go: a proposal is a plan like any other, and everything in it can be taken out. */
  async propose(proposals: readonly { readonly root: string; readonly what: Proposal }[]): Promise<void> {
    const plans = await whileReading(() =>
      Promise.all(proposals.map(({ root, what }) => this.proposal(root, what))),
    );
    const [plan] = plans;
    if (plans.length === 1 && plan) {
      await this.show(plan);
    } else {
      await this.planFor(withoutOverlap(plans.flatMap(targetsOf)));
    }
  }

  dispose(): void {
    vscode.Disposable.from(this.subscription, this.panel).dispose();
  }

  /** Only the server knows what leftovers are called. */
  private proposal(root: string, what: Proposal, name?: string): Promise<CachePlan> {
    const wish = typeof what === 'string' ? { what } : { what: 'free' as const, bytes: what.bytes };
    return this.server.request(CACHE_PROPOSE, {
      root,
      ...wish,
      name: name ?? null,
      folders: workspaceFolders(),
    });
  }

  private plan(targets: readonly CacheTarget[]): Promise<CachePlan> {
    return targets.length === 0
      ? Promise.resolve(EMPTY_PLAN)
      : this.server.request(CACHE_PLAN, { targets: [...targets], folders: workspaceFolders() });
  }

  private async planFor(targets: readonly CacheTarget[]): Promise<void> {
    await this.show(await whileReading(() => this.plan(targets)));
  }

  private async show(plan: CachePlan): Promise<void> {
    if (plan.items.length === 0 && plan.problems.length === 0) {
      await vscode.window.showInformationMessage(vscode.l10n.t('There is nothing to delete.'));
      return;
    }
    if (this.deleting) {
      await vscode.window.showInformationMessage(vscode.l10n.t('Another deletion is still running.'));
      return;
    }
    this.turn += 1;
    this.planning = false;
    this.deletion = new DeletionPlan(plan);
    this.panel.show(planPage(this.deletion, false));
    this.panel.reveal();
  }

  private async act(action: CacheAction): Promise<void> {
    try {
      switch (action.kind) {
        case 'include':
          await this.include(action.keys, action.included);
          break;
        case 'delete':
          await this.delete();
          break;
        case 'retry':
          await this.planFor(this.failedTargets);
          break;
        case 'repair':
        case 'fetch':
          break;
      }
    } catch (error) {
      await this.failed(error);
    }
  }

  private async include(keys: readonly string[], included: boolean): Promise<void> {
    const { deletion } = this;
    if (deletion === undefined || this.deleting) {
      return;
    }
    const turn = ++this.turn;
    this.planning = true;
    deletion.include(keys, included);
    this.panel.show(planPage(deletion, true));
    try {
      const plan = await this.plan(deletion.targets);
      if (turn === this.turn) {
        deletion.accept(plan);
      }
    } catch (error) {
      deletion.include(keys, !included);
      throw error;
    } finally {
      if (turn === this.turn) {
        this.planning = false;
        this.update(deletion);
      }
    }
  }

  private async delete(): Promise<void> {
    const { deletion } = this;
    if (deletion === undefined || this.planning || this.deleting || deletion.targets.length === 0) {
      return;
    }
    this.deleting = true;
    try {
      if (!(await confirm(deletion))) {
        return;
      }
      this.update(deletion);
      this.finish(
        await this.jobs.run(vscode.l10n.t('Deleting from the cache'), (job, token) =>
          this.server.request(CACHE_DELETE, { targets: [...deletion.targets], job }, token),
        ),
      );
      void this.reader.look('changes');
    } finally {
      this.deleting = false;
      if (this.deletion === deletion) {
        this.update(deletion);
      }
    }
  }

  /** The open panel follows whether something runs. */
  private update(deletion: DeletionPlan): void {
    if (this.panel.isOpen) {
      this.panel.show(planPage(deletion, this.planning || this.deleting));
    }
  }

  private finish(deleted: CacheDeleted): void {
    const summary = deletionSummary(deleted);
    const failures = deleted.outcomes.filter(({ problem }) => problem !== '');
    this.failedTargets = failures.map(({ target }) => target);
    this.deletion = undefined;
    if (failures.length === 0) {
      this.panel.close();
      // Not awaited: it is there until somebody closes it.
      void vscode.window.showInformationMessage(summary);
    } else {
      this.panel.show(outcomePage(summary, deleted.outcomes, true));
    }
  }
}

function targetsOf({ items }: CachePlan): readonly CacheTarget[] {
  return items.map(({ target }) => target);
}

async function confirm(deletion: DeletionPlan): Promise<boolean> {
  const { plan, targets } = deletion;
  const remove = vscode.l10n.t('Delete');
  const naming = new Set(plan.mentions.map(({ uri }) => uri));
  const pinning = new Set(plan.mentions.filter(({ revision }) => revision !== null).map(({ uri }) => uri));
  const detail = [
    pinning.size > 0
      ? vscode.l10n.t(
          'Revisions that would be gone are pinned in {0} of this workspace.',
          fileCount(pinning.size),
        )
      : naming.size > 0
        ? vscode.l10n.t('Named in {0} of this workspace.', fileCount(naming.size))
        : '',
    plan.uses.length > 0 ? vscode.l10n.t('In use now: {0}.', fileCount(plan.uses.length)) : '',
    vscode.l10n.t('This cannot be undone; what is on the Hub can be downloaded again.'),
  ];
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete {0} and free {1}?', countWords(countTargets(targets)), formatSize(plan.freed)),
    { modal: true, detail: detail.filter((part) => part !== '').join('\n\n') },
    remove,
  );
  return answer === remove;
}

/** Searching a large workspace takes a moment: the view says that something is going on. */
function whileReading<T>(work: () => Promise<T>): Thenable<T> {
  return vscode.window.withProgress({ location: { viewId: CACHE_VIEW } }, work);
}
