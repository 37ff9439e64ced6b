// From a script to a run: devices, arguments, a look at what will happen, the start. Esc at any time leaves nothing.
import * as vscode from 'vscode';
import { problemFailure, showFailure } from '../client/failures';
import type { LanguageServer } from '../client/languageServer';
import { serverProblem } from '../client/serverProblem';
import { type Devices, type RunPlan, type RunSpec, TRAINING_DEVICES, TRAINING_START } from '../protocol';
import { askDevices, isChoice, ticked } from './deviceStep';
import { alone, changed, counted, type Draft } from './draft';
import type { LastStarts } from './lastStarts';
import { askAboutRunning, askArguments, askDirectory, askEnvironment, askLauncher } from './questions';
import { askingSoon, BACK, type StepOptions } from './quickSteps';
import type { Review, Reviewed } from './review';
import { scriptName } from './reviewItems';
import { saveRunFile } from './runFile';
import { runsFolder } from '../runsFolders';
import type { RunsReader } from './runsReader';

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
    private readonly reviews: Review,
    private readonly show: Show,
  ) {}

  /** Answers whether what came before is wanted again. */
  async run(draft: Draft, { questions, before }: FlowOptions): Promise<boolean> {
    const devices = await askingSoon(alone(draft), vscode.l10n.t('Looking for devices…'), (token) =>
      this.server.ask(TRAINING_DEVICES, token),
    );
    if (devices === undefined) {
      return false;
    }
    const first = isChoice(devices) ? 'devices' : 'arguments';
    let current: Draft = draft;
    let step: 'devices' | 'arguments' | 'review' = questions ? first : 'review';
    for (;;) {
      const canGoBack = step === first ? before : questions || before;
      const answer = await this.ask(step, current, devices, canGoBack, questions);
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
    canGoBack: boolean,
    questions: boolean,
  ): Promise<Draft | typeof BACK | undefined> {
    const way = { canGoBack, withDevices: isChoice(devices) };
    switch (step) {
      case 'devices':
        return this.devices(draft, devices, counted(draft, 1, way));
      case 'arguments': {
        const words = await askArguments(draft.spec.arguments ?? [], counted(draft, 2, way));
        return words === undefined || words === BACK ? words : changed(draft, { arguments: words });
      }
      case 'review':
        return this.review(
          draft,
          devices,
          questions ? counted(draft, 3, way) : { ...alone(draft), canGoBack },
        );
    }
  }

  private async devices(
    draft: Draft,
    devices: Devices,
    asked: StepOptions,
  ): Promise<Draft | typeof BACK | undefined> {
    const answer = await askDevices(devices, ticked(devices, draft.spec.devices ?? []), asked);
    return answer === undefined || answer === BACK ? answer : changed(draft, { devices: [...answer] });
  }

  /** The draft as it was changed; `undefined`: nothing is left to do. */
  private async review(
    draft: Draft,
    devices: Devices,
    asked: StepOptions,
  ): Promise<Draft | typeof BACK | undefined> {
    const answer = await this.reviews.ask(draft, isChoice(devices), asked);
    if (answer === undefined || answer === BACK) {
      return answer;
    }
    try {
      return await this.act(answer, draft, devices);
    } catch (error) {
      const problem = serverProblem(error);
      if (problem === undefined) {
        throw error;
      }
      // Not awaited: what was refused can be changed beside the words for it.
      void showFailure(problemFailure(problem));
      return draft;
    }
  }

  private async act(
    { action, text, plan }: Reviewed,
    draft: Draft,
    devices: Devices,
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
        void vscode.window.showInformationMessage(text);
        return draft;
      case 'again':
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
    // It takes a moment and is not to be stopped halfway.
    const progress = {
      location: vscode.ProgressLocation.Window,
      title: vscode.l10n.t('Starting {0}…', scriptName(draft.spec)),
    };
    const { run, reused } = await vscode.window.withProgress(progress, () =>
      this.server.request(TRAINING_START, { spec: draft.spec, folder, runsFolder: runs, again }),
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
}

export async function tellReused(folder: string, show: Show): Promise<void> {
  const button = vscode.l10n.t('Show');
  const message = vscode.l10n.t('That run is going on already.');
  if ((await vscode.window.showInformationMessage(message, button)) === button) {
    await show(folder);
  }
}
