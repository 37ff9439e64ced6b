// One question of the wizard: rows to choose from, or a box to type into, with the way back.
import * as vscode from 'vscode';

/** Where in the wizard a question stands. */
export interface Frame {
  readonly title: string;
  readonly number: number;
  readonly total: number;
  readonly hasBack: boolean;
}

/** `skip`: while the question was open it became clear that there is nothing to choose. */
export type Reply<T> =
  { readonly kind: 'answer'; readonly value: T } | { readonly kind: 'back' | 'skip' | 'leave' };

/** What a list shows. Without `active` Enter waits until somebody has moved to a row. */
export interface Rows<Item> {
  readonly items: readonly Item[];
  readonly placeholder: string;
  readonly active?: Item | undefined;
  readonly canSelectMany?: boolean;
}

export interface Pick<Item> extends Rows<Item> {
  /** What takes the place of the rows as soon as the server has answered, one after another. None may fail. */
  readonly later?: readonly Promise<Rows<Item> | 'skip'>[];
  /** Rows made of what is typed. */
  readonly typed?: (text: string) => readonly Item[];
  /** What Enter takes; undefined: nothing yet, the list stays. */
  readonly taken?: (items: readonly Item[]) => readonly Item[] | undefined;
  /** Rows that exclude each other: which of them are ticked after a change. */
  readonly ticked?: (now: readonly Item[], before: readonly Item[]) => readonly Item[];
}

export function askPick<Item extends vscode.QuickPickItem>(
  frame: Frame,
  question: Pick<Item>,
): Promise<Reply<readonly Item[]>> {
  const pick = vscode.window.createQuickPick<Item>();
  framed(pick, frame);
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  let rows: Rows<Item> = question;
  let isOpen = true;
  const show = (): void => {
    const before = pick.activeItems[0];
    pick.placeholder = rows.placeholder;
    pick.canSelectMany = rows.canSelectMany ?? false;
    pick.items = [...rows.items, ...(question.typed?.(pick.value) ?? [])];
    const active = rows.active ?? rows.items.find(({ label }) => label === before?.label);
    // With words in the box the best match is where Enter is, and not what was preselected.
    if (pick.value === '') {
      pick.activeItems = active ? [active] : [];
    }
    if (pick.canSelectMany) {
      pick.selectedItems = rows.items.filter(({ picked }) => picked === true);
    }
  };
  return new Promise((resolve) => {
    let hasMoved = false;
    let ticks: readonly Item[] = [];
    const end = (reply: Reply<readonly Item[]>): void => {
      isOpen = false;
      resolve(reply);
      pick.dispose();
    };
    const follow = async (): Promise<void> => {
      for (const later of question.later ?? []) {
        const late = await later;
        if (!isOpen) {
          return;
        }
        if (late === 'skip') {
          end({ kind: 'skip' });
          return;
        }
        // Who has moved to a row already finds it again: nothing moves under the cursor.
        rows = hasMoved ? { ...late, active: undefined } : late;
        show();
      }
      pick.busy = false;
    };
    show();
    pick.busy = question.later !== undefined;
    pick.onDidChangeActive(([item]) => {
      hasMoved ||= item !== undefined && item !== rows.active && pick.value === '';
    });
    pick.onDidChangeSelection((items) => {
      const wanted = question.ticked?.(items, ticks) ?? items;
      ticks = wanted;
      if (pick.canSelectMany && wanted.length !== items.length) {
        pick.selectedItems = wanted;
      }
    });
    pick.onDidChangeValue(() => {
      if (question.typed) {
        show();
      }
    });
    pick.onDidTriggerButton(() => end({ kind: 'back' }));
    pick.onDidAccept(() => {
      const items = pick.selectedItems;
      const taken = question.taken ? question.taken(items) : items.length > 0 ? items : undefined;
      if (taken) {
        end({ kind: 'answer', value: taken });
      }
    });
    pick.onDidHide(() => end({ kind: 'leave' }));
    pick.show();
    void follow();
  });
}

export interface Typing {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value: string;
  /** What is wrong with it; undefined: nothing. */
  readonly fault?: (text: string) => string | undefined;
  /** The same, from whoever knows more, which takes a moment. */
  readonly check?: (text: string) => Promise<string | undefined>;
}

const PAUSE_MILLISECONDS = 400;

export function askText(frame: Frame, question: Typing): Promise<Reply<string>> {
  const box = vscode.window.createInputBox();
  framed(box, frame);
  box.prompt = question.prompt;
  box.placeholder = question.placeholder ?? '';
  box.value = question.value;
  let pause: NodeJS.Timeout | undefined;
  let isOpen = true;
  const checked = async (text: string): Promise<string | undefined> => {
    const fault = question.fault?.(text);
    if (fault !== undefined || question.check === undefined) {
      return fault;
    }
    box.busy = true;
    const found = await question.check(text);
    // Only the newest text counts; the others' answers come too late.
    if (isOpen && text === box.value) {
      box.busy = false;
    }
    return found;
  };
  return new Promise((resolve) => {
    const end = (reply: Reply<string>): void => {
      isOpen = false;
      clearTimeout(pause);
      resolve(reply);
      box.dispose();
    };
    const say = async (text: string): Promise<boolean> => {
      const fault = await checked(text);
      if (isOpen && text === box.value) {
        box.validationMessage = fault;
      }
      return isOpen && text === box.value && fault === undefined;
    };
    box.onDidChangeValue((text) => {
      clearTimeout(pause);
      box.busy = false;
      box.validationMessage = question.fault?.(text);
      if (question.check) {
        pause = setTimeout(() => void say(text), PAUSE_MILLISECONDS);
      }
    });
    box.onDidAccept(() => {
      clearTimeout(pause);
      const text = box.value;
      void say(text).then((isFine) => {
        if (isFine) {
          end({ kind: 'answer', value: text });
        }
      });
    });
    box.onDidTriggerButton(() => end({ kind: 'back' }));
    box.onDidHide(() => end({ kind: 'leave' }));
    box.show();
  });
}

type Framed = vscode.QuickInput & { buttons: readonly vscode.QuickInputButton[] };

function framed(input: Framed, frame: Frame): void {
  input.title = frame.title;
  input.step = frame.number;
  input.totalSteps = frame.total;
  // Looking something up in a file in between loses nothing; Esc ends it.
  input.ignoreFocusOut = true;
  input.buttons = frame.hasBack ? [vscode.QuickInputButtons.Back] : [];
}
