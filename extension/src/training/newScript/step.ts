// What a step of the wizard is given, and what it may answer.
import * as vscode from 'vscode';
import type { Choices } from './choices';
import type { Facts } from './facts';
import type { Frame, Reply } from './question';

export interface StepContext {
  readonly frame: Frame;
  readonly choices: Choices;
  readonly facts: Facts;
}

/** `again`: the same question is asked once more, with what has changed. */
export type StepReply =
  Reply<Partial<Choices>> | { readonly kind: 'again'; readonly value: Partial<Choices> };
export type Step = (context: StepContext) => Promise<StepReply>;

export function separator(label: string): vscode.QuickPickItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** A separator and its rows; nothing when there are none. */
export function group<Item extends vscode.QuickPickItem>(
  label: string,
  items: readonly Item[],
): (Item | vscode.QuickPickItem)[] {
  return items.length === 0 ? [] : [separator(label), ...items];
}

/** A question inside of a step: the way back leads to the step. */
export function inside(frame: Frame): Frame {
  return { ...frame, hasBack: true };
}

export function answer(value: Partial<Choices>): StepReply {
  return { kind: 'answer', value };
}
