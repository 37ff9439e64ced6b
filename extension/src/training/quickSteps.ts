// One question of several, with a way back. Esc answers `undefined`: nothing is to happen.
import * as vscode from 'vscode';

export const BACK = Symbol('back');
export type Back = typeof BACK;

export interface StepOptions {
  readonly title: string;
  /** `2/3` beside the title; without it the question stands alone. */
  readonly step?: number;
  readonly totalSteps?: number;
  readonly canGoBack: boolean;
}

export interface TextQuestion extends StepOptions {
  readonly value: string;
  readonly prompt: string;
  readonly placeholder?: string;
  /** What is wrong with it; a warning does not hold anybody up. */
  readonly validate: (value: string) => vscode.InputBoxValidationMessage | undefined;
}

export function askText(question: TextQuestion): Promise<string | Back | undefined> {
  const input = vscode.window.createInputBox();
  prepare(input, question);
  input.value = question.value;
  // The whole would be selected, and the first key would replace it.
  input.valueSelection = [question.value.length, question.value.length];
  input.prompt = question.prompt;
  input.placeholder = question.placeholder;
  const check = (): vscode.InputBoxValidationMessage | undefined => question.validate(input.value);
  input.validationMessage = check();
  return new Promise((resolve) => {
    input.onDidChangeValue(() => (input.validationMessage = check()));
    input.onDidAccept(() => {
      if (check()?.severity !== vscode.InputBoxValidationSeverity.Error) {
        resolve(input.value);
        input.hide();
      }
    });
    whenLeft(input, resolve);
    input.show();
  });
}

export interface ListQuestion<T extends vscode.QuickPickItem> extends StepOptions {
  readonly placeholder: string;
  readonly items: readonly T[];
  readonly active?: T | undefined;
}

/** `shown`: hears of the picker, to change its items while it is open. */
export function askOne<T extends vscode.QuickPickItem>(
  question: ListQuestion<T>,
  shown?: (pick: vscode.QuickPick<T>) => void,
): Promise<T | Back | undefined> {
  const pick = vscode.window.createQuickPick<T>();
  prepare(pick, question);
  pick.placeholder = question.placeholder;
  pick.matchOnDescription = true;
  pick.items = question.items;
  pick.activeItems = question.active ? [question.active] : question.items.slice(0, 1);
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item) {
        resolve(item);
        pick.hide();
      }
    });
    whenLeft(pick, resolve);
    pick.show();
    shown?.(pick);
  });
}

/** `settle` turns what was ticked into what may be ticked together. Enter on an unticked list takes its row. */
export function askSeveral<T extends vscode.QuickPickItem>(
  question: ListQuestion<T> & {
    readonly selected: readonly T[];
    readonly settle: (selected: readonly T[], before: readonly T[]) => readonly T[];
  },
): Promise<readonly T[] | Back | undefined> {
  const pick = vscode.window.createQuickPick<T>();
  prepare(pick, question);
  pick.placeholder = question.placeholder;
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.items = question.items;
  pick.selectedItems = question.selected;
  let before = question.selected;
  return new Promise((resolve) => {
    pick.onDidChangeSelection((selected) => {
      const settled = question.settle(selected, before);
      before = settled;
      if (settled.length !== selected.length) {
        pick.selectedItems = settled;
      }
    });
    pick.onDidAccept(() => {
      const items = pick.selectedItems.length > 0 ? pick.selectedItems : pick.activeItems;
      if (items.length > 0) {
        resolve(items);
        pick.hide();
      }
    });
    whenLeft(pick, resolve);
    pick.show();
  });
}

function prepare(input: vscode.QuickInput, { title, step, totalSteps, canGoBack }: StepOptions): void {
  input.title = title;
  input.step = step;
  input.totalSteps = totalSteps;
  // Another window or a look at the script must not lose what was typed.
  input.ignoreFocusOut = true;
  const buttoned = input as vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox;
  buttoned.buttons = canGoBack ? [vscode.QuickInputButtons.Back] : [];
}

function whenLeft(
  input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>,
  resolve: (answer: Back | undefined) => void,
): void {
  input.onDidTriggerButton((button) => {
    if (button === vscode.QuickInputButtons.Back) {
      resolve(BACK);
      input.hide();
    }
  });
  input.onDidHide(() => {
    resolve(undefined);
    input.dispose();
  });
}

/**
 * Holds the place of the question to come while its facts are read: what is typed meanwhile does not end up in the
 * editor. `undefined`: it was left.
 */
export async function askingSoon<T>(
  options: StepOptions,
  placeholder: string,
  work: (token: vscode.CancellationToken) => Promise<T>,
): Promise<T | undefined> {
  const pick = vscode.window.createQuickPick();
  prepare(pick, { ...options, canGoBack: false });
  pick.placeholder = placeholder;
  pick.busy = true;
  pick.enabled = false;
  const cancellation = new vscode.CancellationTokenSource();
  const left = new Promise<undefined>((resolve) => {
    pick.onDidHide(() => {
      cancellation.cancel();
      resolve(undefined);
    });
  });
  pick.show();
  try {
    return await Promise.race([work(cancellation.token), left]);
  } finally {
    pick.dispose();
    cancellation.dispose();
  }
}
