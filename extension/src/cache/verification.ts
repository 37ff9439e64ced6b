// Compares the cache with the Hub, shows what differs, and mends it.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import {
  CACHE_REPAIR,
  CACHE_VERIFY,
  type CacheRepaired,
  type CacheTarget,
  type CacheVerified,
} from '../protocol';
import { type CacheAction, CachePanel } from './cachePanel';
import type { CacheReader } from './cacheReader';
import type { Jobs } from './jobs';
import { outcomePage, repairSummary, verificationPage, verificationSummary } from './pages';
import { fileCount } from './words';

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

  async repair(): Promise<void> {
    const faults = this.verified?.faults.filter(({ kind }) => kind !== 'extra') ?? [];
    if (faults.length === 0) {
      await vscode.window.showInformationMessage(vscode.l10n.t('There is nothing to repair. Verify first.'));
      return;
    }
    if (!(await this.begin())) {
      return;
    }
    this.showBusy();
    let repaired: CacheRepaired | undefined;
    try {
      repaired = await this.jobs.run(vscode.l10n.t('Repairing the cache'), (job, token) =>
        this.server.request(CACHE_REPAIR, { faults, job }, token),
      );
    } finally {
      this.busy = false;
      void this.reader.look('changes');
      if (repaired === undefined) {
        this.showBusy();
      }
    }
    this.showRepaired(repaired);
  }

  dispose(): void {
    vscode.Disposable.from(this.subscription, this.panel).dispose();
  }

  private async act({ kind }: CacheAction): Promise<void> {
    if (kind === 'repair') {
      try {
        await this.repair();
      } catch (error) {
        await this.failed(error);
      }
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
    const hasFaults = verified?.faults.some(({ kind }) => kind !== 'extra') ?? false;
    void vscode.commands.executeCommand('setContext', FAULTS_CONTEXT, hasFaults);
  }

  private showVerified(): void {
    const { verified } = this;
    if (verified === undefined) {
      return;
    }
    const { faults, problems, cancelled, checkedFiles } = verified;
    if (faults.length > 0 || problems.length > 0) {
      this.panel.show(this.page(verified));
      this.panel.reveal();
      return;
    }
    this.panel.close();
    void vscode.window.showInformationMessage(
      cancelled || checkedFiles === 0
        ? verificationSummary(verified)
        : checkedFiles === 1
          ? vscode.l10n.t('The file is as on the Hub.')
          : vscode.l10n.t('All {0} are as on the Hub.', fileCount(checkedFiles)),
    );
  }

  private showRepaired(repaired: CacheRepaired): void {
    const summary = repairSummary(repaired);
    const failures = repaired.outcomes.filter(({ problem }) => problem !== '');
    if (failures.length === 0 && !repaired.cancelled) {
      this.remember(undefined);
      this.panel.close();
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
