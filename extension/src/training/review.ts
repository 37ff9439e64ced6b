// The last look before a run starts: its plan, whose token goes along, and whether it will fit.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { isCancellation } from '../client/serverProblem';
import {
  AUTH_STATUS,
  type MemoryEstimate,
  type RunPlan,
  type RunSpecParams,
  TRAINING_ESTIMATE,
  TRAINING_PLAN,
} from '../protocol';
import type { Draft } from './draft';
import { askingSoon, askOne, type Back, BACK, type StepOptions } from './quickSteps';
import { type ReviewAction, type ReviewItem, reviewItems } from './reviewItems';
import { runsFolder } from './runsFolders';

export interface Reviewed {
  readonly action: ReviewAction;
  /** Of the row that was chosen. */
  readonly label: string;
  readonly plan: RunPlan;
}

export class Review {
  constructor(
    private readonly server: LanguageServer,
    private readonly output: vscode.LogOutputChannel,
  ) {}

  async ask(
    { spec, folder, file }: Draft,
    canChooseDevices: boolean,
    asked: StepOptions,
  ): Promise<Reviewed | Back | undefined> {
    const params = { spec, folder: folder.toString(), runsFolder: runsFolder(folder).toString() };
    const read = await askingSoon(asked, vscode.l10n.t('Preparing the run…'), (token) =>
      Promise.all([this.server.request(TRAINING_PLAN, params, token), this.account()]),
    );
    if (read === undefined) {
      return undefined;
    }
    const [plan, account] = read;
    const facts = { spec, plan, account, canChooseDevices, hasFile: file !== undefined };
    const estimating = new vscode.CancellationTokenSource();
    try {
      const answer = await askOne<ReviewItem>(
        {
          ...asked,
          placeholder: vscode.l10n.t('Enter starts it; anything else can be changed first'),
          items: reviewItems({ ...facts, estimate: undefined }),
        },
        (pick) => {
          void this.estimate(params, estimating.token).then((estimate) => {
            if (!estimating.token.isCancellationRequested) {
              const label = pick.activeItems[0]?.label;
              pick.items = reviewItems({ ...facts, estimate });
              pick.activeItems = pick.items.filter((item) => item.label === label).slice(0, 1);
            }
          });
        },
      );
      return answer === undefined || answer === BACK
        ? answer
        : { action: answer.action ?? 'read', label: answer.label, plan };
    } finally {
      estimating.cancel();
      estimating.dispose();
    }
  }

  /** What could not be reckoned is not known. */
  private async estimate(
    { spec, folder }: RunSpecParams,
    token: vscode.CancellationToken,
  ): Promise<MemoryEstimate> {
    try {
      return await this.server.request(TRAINING_ESTIMATE, { spec, folder, values: {} }, token);
    } catch (error) {
      if (!isCancellation(error)) {
        this.output.warn(`The memory of a training run: ${String(error)}`);
      }
      return { known: false, message: '' };
    }
  }

  /** Whose token it is, where it has a name. */
  private async account(): Promise<string> {
    try {
      return (await this.server.ask(AUTH_STATUS)).token?.name ?? '';
    } catch (error) {
      this.output.debug(`Which token goes along: ${String(error)}`);
      return '';
    }
  }
}
