// A short wizard that ends in one readable script of the user's own.
import * as vscode from 'vscode';
import type { LanguageServer } from '../../client/languageServer';
import { answered, type Choices } from './choices';
import { askLabelColumn, askTextColumn } from './columnSteps';
import { isDataFile } from './dataFiles';
import { askData } from './dataStep';
import { Facts, fileSource } from './facts';
import { askMethod } from './methodStep';
import { askModel } from './modelStep';
import { askModules } from './modulesStep';
import { askReview } from './review';
import type { Step } from './step';
import { placeOf, stepAfter, stepBefore, type StepId } from './steps';
import { askTask } from './taskStep';
import { writeScript } from './writeScript';

const ASK: Readonly<Record<StepId, Step>> = {
  model: askModel,
  data: askData,
  taskType: askTask,
  textColumn: askTextColumn,
  labelColumn: askLabelColumn,
  method: askMethod,
  targetModules: askModules,
  settings: askReview,
};

export class NewScript implements vscode.Disposable {
  /** Of wizards that are open: one, unless the command is run again. */
  private readonly open = new Set<Facts>();

  constructor(private readonly server: LanguageServer) {}

  /** `args`: as VS Code passes them; a data file is where the wizard's second question begins. */
  async run(args: readonly unknown[]): Promise<void> {
    const facts = new Facts(this.server);
    this.open.add(facts);
    try {
      await walk(facts, given(args));
    } finally {
      this.open.delete(facts);
      facts.dispose();
    }
  }

  dispose(): void {
    this.open.forEach((facts) => facts.dispose());
  }
}

async function walk(facts: Facts, begun: Choices): Promise<void> {
  let choices = begun;
  let step = stepAfter(undefined, choices, facts.known(choices));
  while (step !== undefined) {
    const place = placeOf(step, choices, facts.known(choices));
    const title = vscode.l10n.t('New Fine-Tuning Script');
    const frame = { title, ...place, hasBack: place.number > 1 };
    const reply = await ASK[step]({ frame, choices, facts });
    if (reply.kind === 'leave') {
      return;
    }
    if (reply.kind === 'answer' || reply.kind === 'again') {
      choices = answered(choices, reply.value);
    }
    if (reply.kind === 'back') {
      step = stepBefore(step, choices, facts.known(choices));
    } else if (reply.kind !== 'again') {
      const next: StepId | undefined = stepAfter(step, choices, facts.known(choices));
      // What went wrong was said: the choices are still there to be mended.
      step = next === undefined && !(await writeScript(facts, choices)) ? 'settings' : next;
    }
  }
}

function given(args: readonly unknown[]): Choices {
  const [uri] = args;
  return uri instanceof vscode.Uri && uri.scheme === 'file' && isDataFile(uri.path)
    ? { data: fileSource(uri) }
    : {};
}
