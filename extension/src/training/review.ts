// The last look before a run starts: its plan, whose token goes along, and whether it will fit.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { isCancellation, serverProblem, type ServerProblem } from '../client/serverProblem';
import {
  AUTH_STATUS,
  type MemoryEstimate,
  type RunPlan,
  type RunSpecParams,
  TRAINING_ESTIMATE,
  TRAINING_PLAN,
} from '../protocol';
import type { LookedAt } from './dataItems';
import { lookAtData } from './dataLooks';
import type { Draft } from './draft';
import { askingSoon, askOne, type Back, BACK, type StepOptions } from './quickSteps';
import { planOf, refusedItems } from './refused';
import { type ReviewAction, type ReviewFacts, type ReviewItem, reviewItems } from './reviewItems';
import { runsFolder } from '../runsFolders';

export interface Reviewed {
  readonly action: ReviewAction;
  /** What the row that was chosen says, in full. */
  readonly text: string;
  readonly plan: RunPlan;
}

export class Review {
  constructor(
    private readonly server: LanguageServer,
    private readonly output: vscode.LogOutputChannel,
  ) {}

  async ask(
    draft: Draft,
    canChooseDevices: boolean,
    asked: StepOptions,
  ): Promise<Reviewed | Back | undefined> {
    const { spec, folder, file } = draft;
    const params = { spec, folder: folder.toString(), runsFolder: runsFolder(folder).toString() };
    const read = await askingSoon(asked, vscode.l10n.t('Preparing the run…'), (token) =>
      Promise.all([this.plan(params, token), this.account()]),
    );
    if (read === undefined) {
      return undefined;
    }
    const [found, account] = read;
    const known = { spec, account, canChooseDevices, hasFile: file !== undefined };
    if ('message' in found) {
      const plan = planOf(draft, found);
      const answer = await askOne<ReviewItem>({
        ...asked,
        placeholder: vscode.l10n.t('It cannot start like this; change what is wrong'),
        items: refusedItems({ ...known, plan, problem: found }),
      });
      return reviewed(answer, plan);
    }
    const plan = found;
    const facts = { ...known, plan };
    const estimating = new vscode.CancellationTokenSource();
    try {
      const answer = await askOne<ReviewItem>(
        {
          ...asked,
          placeholder: vscode.l10n.t('Enter starts it; anything else can be changed first'),
          items: reviewItems({ ...facts, estimate: undefined, data: [] }),
        },
        (pick) => void this.fill(pick, facts, params, estimating.token),
      );
      return reviewed(answer, plan);
    } finally {
      estimating.cancel();
      estimating.dispose();
    }
  }

  /** What takes longer than the plan comes when it is there: whether it fits, then what is in the data. */
  private async fill(
    pick: vscode.QuickPick<ReviewItem>,
    facts: Omit<ReviewFacts, 'estimate' | 'data'>,
    params: RunSpecParams,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const estimate = await this.estimate(params, token);
    const told = (data: readonly LookedAt[]): void => {
      if (!token.isCancellationRequested) {
        const label = pick.activeItems[0]?.label;
        pick.items = reviewItems({ ...facts, estimate, data });
        pick.activeItems = pick.items.filter((item) => item.label === label).slice(0, 1);
      }
    };
    await lookAtData(this.server, facts.plan.dataFiles ?? [], estimate, { token, told });
  }

  /** Or why the server refuses it, which can be put right. */
  private async plan(
    params: RunSpecParams,
    token: vscode.CancellationToken,
  ): Promise<RunPlan | ServerProblem> {
    try {
      return await this.server.request(TRAINING_PLAN, params, token);
    } catch (error) {
      const problem = serverProblem(error);
      if (problem === undefined) {
        throw error;
      }
      return problem;
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

function reviewed(answer: ReviewItem | Back | undefined, plan: RunPlan): Reviewed | Back | undefined {
  return answer === undefined || answer === BACK
    ? answer
    : {
        action: answer.action ?? 'read',
        text: answer.whole ?? answer.label.replace(/^\$\([\w~-]+\) /, ''),
        plan,
      };
}
