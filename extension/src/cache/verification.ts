// Compares the cache with the Hub, shows what differs, and mends it.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import {
  CACHE_REPAIR,
  CACHE_VERIFY,
  type CacheFault,
  type CacheRepaired,
  type CacheTarget,
  type CacheVerified,
} from '../protocol';
import { type CacheAction, CachePanel } from './cachePanel';
import type { CacheReader } from './cacheReader';
import type { Jobs } from './jobs';
import { outcomePage, repairSummary } from './pages';
import { isNotFetched, isRepairable, verificationPage, wholeWords } from './verificationPages';

const FAULTS_CONTEXT = 'transformers.cache.hasFaults';

export class Verification implements vscode.Disposable {
  private readonly panel: CachePanel;
  private readonly subscription: vscode.Disposable;
  private verified: CacheVerified | undefined;
  private busy = false;

  constructor(
    extensionUri: vscode.Uri,
    private readonly server: LanguageServer,
    private readonly reader: CacheReader,
    private readonly jobs: Jobs,
    private readonly failed: (error: unknown) => Promise<void>,
  ) {
    this.panel = new CachePanel(extensionUri, () => vscode.l10n.t('Cache Verification'));
    this.subscription = this.panel.onDidAct((action) => void this.act(action));
  }

  async verify(targets: readonly CacheTarget[]): Promise<void> {
    if (targets.length === 0) {
      await vscode.window.showInformationMessage(vscode.l10n.t('There is nothing to verify.'));
      return;
    }
    if (!(await this.begin())) {
      return;
    }
    try {
      const verified = await this.jobs.run(vscode.l10n.t('Verifying the cache'), (job, token) =>
        this.server.request(CACHE_VERIFY, { targets: [...targets], job }, token),
      );
      this.remember(verified);
    } finally {
      this.busy = false;
    }
    this.showVerified();
  }

  /** Fetches what is bad or lost, and nothing that nobody ever fetched. */
  async repair(): Promise<void> {
    const faults = this.verified?.faults.filter(isRepairable) ?? [];
    if (faults.length === 0) {
      await vscode.window.showInformationMessage(vscode.l10n.t('There is nothing to repair. Verify first.'));
      return;
    }
    await this.mend(faults, vscode.l10n.t('Repairing the cache'), false);
  }

  private async fetch(): Promise<void> {
    const faults = this.verified?.faults.filter(isNotFetched) ?? [];
    await this.mend(faults, vscode.l10n.t('Downloading what is not there'), true);
  }

  private async mend(faults: CacheFault[], title: string, notFetched: boolean): Promise<void> {
    if (!(await this.begin())) {
      return;
    }
    this.showBusy();
    let repaired: CacheRepaired | undefined;
    try {
      repaired = await this.jobs.run(title, (job, token) =>
        this.server.request(CACHE_REPAIR, { faults, job, notFetched }, token),
      );
    } finally {
      this.busy = false;
      void this.reader.look('changes');
      if (repaired === undefined) {
        this.showBusy();
      }
    }
    this.showRepaired(repaired, faults);
  }

  dispose(): void {
    vscode.Disposable.from(this.subscription, this.panel).dispose();
  }

  private async act({ kind }: CacheAction): Promise<void> {
    try {
      if (kind === 'repair') {
        await this.repair();
      } else if (kind === 'fetch') {
        await this.fetch();
      }
    } catch (error) {
      await this.failed(error);
    }
  }

  private async begin(): Promise<boolean> {
    if (this.busy) {
      await vscode.window.showInformationMessage(
        vscode.l10n.t('A verification or a repair is still running.'),
      );
      return false;
    }
    this.busy = true;
    return true;
  }

  private remember(verified: CacheVerified | undefined): void {
    this.verified = verified;
    const hasFaults = verified?.faults.some(isRepairable) ?? false;
    void vscode.commands.executeCommand('setContext', FAULTS_CONTEXT, hasFaults);
  }

  /** What is mended is no fault any more; what else was found stays on the page, as long as it matters. */
  private forget(mended: readonly CacheFault[]): void {
    const { verified } = this;
    const faults = verified?.faults.filter((fault) => !mended.includes(fault)) ?? [];
    if (verified !== undefined && faults.some((fault) => !isNotFetched(fault))) {
      this.remember({ ...verified, faults });
      this.showBusy();
    } else {
      this.remember(undefined);
      this.panel.close();
    }
  }

  private showVerified(): void {
    const { verified } = this;
    if (verified === undefined) {
      return;
    }
    const { faults, problems } = verified;
    if (faults.some((fault) => !isNotFetched(fault)) || problems.length > 0) {
      this.reveal(verified);
      return;
    }
    this.panel.close();
    const show = vscode.l10n.t('Show What Is Not Downloaded');
    // Not awaited: it is there until somebody closes it.
    void vscode.window
      .showInformationMessage(wholeWords(verified), ...(faults.length > 0 ? [show] : []))
      .then((answer) => {
        if (answer === show && this.verified === verified) {
          this.reveal(verified);
        }
      });
  }

  private reveal(verified: CacheVerified): void {
    this.panel.show(this.page(verified));
    this.panel.reveal();
  }

  private showRepaired(repaired: CacheRepaired, mended: readonly CacheFault[]): void {
    const summary = repairSummary(repaired);
    const failures = repaired.outcomes.filter(({ problem }) => problem !== '');
    if (failures.length === 0 && !repaired.cancelled) {
      this.forget(mended);
      void vscode.window.showInformationMessage(summary);
    } else {
      this.panel.show(outcomePage(summary, repaired.outcomes, false));
    }
  }

  /** The open panel follows whether something runs. */
  private showBusy(): void {
    if (this.verified && this.panel.isOpen) {
      this.panel.show(this.page(this.verified));
    }
  }

  private page(verified: CacheVerified) {
    return verificationPage(verified, (root, name) => this.repositoryName(root, name), this.busy);
  }

  private repositoryName(root: string, name: string): string {
    const repos = this.reader.list?.roots.find(({ path }) => path === root)?.repos;
    return repos?.find((repo) => repo.name === name)?.repoId ?? name;
  }
}
