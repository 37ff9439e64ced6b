// From a script to a run: devices, arguments, a look at what will happen, the start. Esc at any time leaves nothing.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { isCancellation } from '../client/serverProblem';
import { noticeably } from '../noticeably';
import {
  AUTH_STATUS,
  type Devices,
  type MemoryEstimate,
  type RunPlan,
  type RunSpec,
  TRAINING_DEVICES,
  TRAINING_ESTIMATE,
  TRAINING_PLAN,
  TRAINING_START,
} from '../protocol';
import { askDevices, isChoice, preselected } from './deviceStep';
import type { LastStarts } from './lastStarts';
import { askAboutRunning, askArguments, askDirectory, askEnvironment, askLauncher } from './questions';
import { askOne, BACK, type StepOptions } from './quickSteps';
import { type ReviewAction, type ReviewItem, reviewItems, scriptName } from './reviewItems';
import { saveRunFile } from './runFile';
import { runsFolder } from './runsFolders';
import type { RunsReader } from './runsReader';

/** What is to be started, as far as it is known. */
export interface Draft {
  readonly spec: RunSpec;
  /** The workspace's folder that it belongs to. */
  readonly folder: vscode.Uri;
  /** The `*.run.json` it came from. */
  readonly file: vscode.Uri | undefined;
}

/** Who shows a run that has started. */
export type Show = (folder: string) => Promise<void>;

export interface FlowOptions {
  /** A script has some; what was started before, or kept in a file, begins with the review. */
  readonly questions: boolean;
  /** There is something to go back to from the first question. */
  readonly before: boolean;
}

export class StartFlow {
  constructor(
    private readonly server: LanguageServer,
    private readonly reader: RunsReader,
    private readonly lastStarts: LastStarts,
    private readonly output: vscode.LogOutputChannel,
    private readonly show: Show,
  ) {}

  /** Answers whether what came before is wanted again. */
  async run(draft: Draft, { questions, before }: FlowOptions): Promise<boolean> {
    const devices = await noticeably(vscode.l10n.t('Looking for devices…'), (token) =>
      this.server.ask(TRAINING_DEVICES, token),
    );
    const first = isChoice(devices) ? 'devices' : 'arguments';
    let current: Draft = draft;
    let step: 'devices' | 'arguments' | 'review' = questions ? first : 'review';
    for (;;) {
      const canGoBack = step === first ? before : questions || before;
      const answer = await this.ask(step, current, devices, { canGoBack, counted: questions });
      if (answer === undefined) {
        return false;
      }
      if (answer !== BACK) {
        current = answer;
        step = step === 'devices' ? 'arguments' : 'review';
      } else if (step === first || !questions) {
        return true;
      } else {
        step = step === 'review' ? 'arguments' : 'devices';
      }
    }
  }

  /** The draft with the answer in it. */
  private async ask(
    step: 'devices' | 'arguments' | 'review',
    draft: Draft,
    devices: Devices,
    { canGoBack, counted }: { readonly canGoBack: boolean; readonly counted: boolean },
  ): Promise<Draft | typeof BACK | undefined> {
    switch (step) {
      case 'devices':
        return this.devices(draft, devices, options(draft, 1, devices, canGoBack));
      case 'arguments': {
        const words = await askArguments(draft.spec.arguments ?? [], options(draft, 2, devices, canGoBack));
        return words === undefined || words === BACK ? words : changed(draft, { arguments: words });
      }
      case 'review':
        return this.review(
          draft,
          devices,
          counted ? options(draft, 3, devices, canGoBack) : { ...alone(draft), canGoBack },
        );
    }
  }

  private async devices(
    draft: Draft,
    devices: Devices,
    asked: StepOptions,
  ): Promise<Draft | typeof BACK | undefined> {
    const chosen = draft.spec.devices ?? [];
    const answer = await askDevices(devices, chosen.length > 0 ? chosen : preselected(devices), asked);
    return answer === undefined || answer === BACK ? answer : changed(draft, { devices: [...answer] });
  }

  /** The draft as it was changed; `undefined`: nothing is left to do. */
  private async review(
    draft: Draft,
    devices: Devices,
    asked: StepOptions,
  ): Promise<Draft | typeof BACK | undefined> {
    const params = { spec: draft.spec, folder: draft.folder.toString() };
    const [plan, account] = await noticeably(vscode.l10n.t('Preparing the run…'), (token) =>
      Promise.all([this.server.request(TRAINING_PLAN, params, token), this.account()]),
    );
    const facts = {
      spec: draft.spec,
      plan,
      account,
      canChooseDevices: isChoice(devices),
      hasFile: draft.file !== undefined,
    };
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
        : await this.act(answer.action ?? 'read', answer.label, { draft, plan, devices });
    } finally {
      estimating.cancel();
      estimating.dispose();
    }
  }

  private async act(
    action: ReviewAction,
    label: string,
    { draft, plan, devices }: { readonly draft: Draft; readonly plan: RunPlan; readonly devices: Devices },
  ): Promise<Draft | undefined> {
    const { spec } = draft;
    const kept = <T extends object>(
      answer: T | typeof BACK | undefined,
      wish: (value: T) => Partial<RunSpec>,
    ): Draft =>
      // A question that was left is one that was not answered: the review is there again.
      answer === undefined || answer === BACK ? draft : changed(draft, wish(answer));
    switch (action) {
      case 'start':
        return this.start(draft, plan);
      case 'copy':
        await vscode.env.clipboard.writeText(plan.text);
        vscode.window.setStatusBarMessage(vscode.l10n.t('Command copied'), 3000);
        return draft;
      case 'arguments':
        return kept(await askArguments(spec.arguments ?? [], alone(draft)), (words) => ({
          arguments: words,
        }));
      case 'devices': {
        const answer = await this.devices(draft, devices, alone(draft));
        return typeof answer === 'object' ? answer : draft;
      }
      case 'environment':
        return kept(await askEnvironment(spec.environment ?? {}, alone(draft)), (environment) => ({
          environment,
        }));
      case 'launcher':
        return kept(await askLauncher(spec, alone(draft)), (wish) => wish);
      case 'directory': {
        const workingDirectory = await askDirectory(plan.workingDirectory);
        return workingDirectory === undefined ? draft : changed(draft, { workingDirectory });
      }
      case 'save':
        return { ...draft, file: (await saveRunFile(this.server, spec)) ?? draft.file };
      case 'install':
        await vscode.commands.executeCommand(
          'transformers.client.installPackages',
          plan.missingPackages ?? [],
        );
        return draft;
      case 'script':
        await vscode.window.showTextDocument(vscode.Uri.parse(spec.script));
        return undefined;
      case 'file':
        await vscode.window.showTextDocument(draft.file ?? vscode.Uri.parse(spec.script));
        return undefined;
      case 'running':
        await this.show(plan.running ?? '');
        return undefined;
      case 'read':
        // A row is one line long; here is all of it.
        void vscode.window.showInformationMessage(label.replace(/^\$\([\w~-]+\) /, ''));
        return draft;
    }
  }

  private async start(draft: Draft, plan: RunPlan): Promise<Draft | undefined> {
    const folder = draft.folder.toString();
    const runs = runsFolder(draft.folder).toString();
    let again = false;
    if (plan.running) {
      const answer = await askAboutRunning({ ...alone(draft), canGoBack: true });
      if (answer === BACK) {
        return draft;
      }
      if (answer !== 'again') {
        await (answer === 'show' ? this.show(plan.running) : undefined);
        return undefined;
      }
      again = true;
    }
    const { run, reused } = await noticeably(
      vscode.l10n.t('Starting {0}…', scriptName(draft.spec)),
      (token) =>
        this.server.request(TRAINING_START, { spec: draft.spec, folder, runsFolder: runs, again }, token),
    );
    if (draft.file === undefined) {
      await this.lastStarts.remember(draft.spec);
    }
    await this.reader.put(run, runs);
    await this.show(run.folder);
    if (reused) {
      void tellReused(run.folder, this.show);
    }
    return undefined;
  }

  /** Undefined is never said to be: what could not be reckoned is not known. */
  private async estimate(
    params: { readonly spec: RunSpec; readonly folder: string },
    token: vscode.CancellationToken,
  ): Promise<MemoryEstimate> {
    try {
      return await this.server.request(TRAINING_ESTIMATE, { ...params, values: {} }, token);
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

export async function tellReused(folder: string, show: Show): Promise<void> {
  const button = vscode.l10n.t('Show');
  const message = vscode.l10n.t('That run is going on already.');
  if ((await vscode.window.showInformationMessage(message, button)) === button) {
    await show(folder);
  }
}

function changed(draft: Draft, wish: Partial<RunSpec>): Draft {
  return { ...draft, spec: { ...draft.spec, ...wish } };
}

function alone({ spec }: Draft): StepOptions {
  return { title: titleOf(spec), canGoBack: false };
}

/** Steps are counted from what there is to ask: without a choice of devices the second is the first. */
function options({ spec }: Draft, step: number, devices: Devices, canGoBack: boolean): StepOptions {
  const skipped = isChoice(devices) ? 0 : 1;
  return { title: titleOf(spec), step: step - skipped, totalSteps: 3 - skipped, canGoBack };
}

function titleOf(spec: RunSpec): string {
  return vscode.l10n.t('Start Training Run: {0}', scriptName(spec));
}
