// The questions in their order, which of them are asked, and the ways from one to another. Pure.
import type { DataLook, ScriptModel } from '../../protocol';
import { type Choices, FULL } from './choices';
import { columnChoices } from './columns';

export const STEPS = [
  'model',
  'data',
  'taskType',
  'textColumn',
  'labelColumn',
  'method',
  'targetModules',
  'settings',
] as const;
export type StepId = (typeof STEPS)[number];

/** What the server has said of the choices by now. */
export interface Known {
  /** `failed`: the file could not be read. */
  readonly look?: DataLook | 'failed';
  readonly model?: ScriptModel | 'failed';
}

/** Asked unless it is certain that there is nothing to choose. */
export function isAsked(step: StepId, choices: Choices, known: Known): boolean {
  switch (step) {
    case 'textColumn':
    case 'labelColumn':
      return hasColumnQuestion(step, choices, known);
    case 'targetModules':
      return choices.method !== FULL && !takesNone(known.model);
    case 'model':
    case 'data':
    case 'taskType':
    case 'method':
    case 'settings':
      return true;
  }
}

/** The next question; undefined: the script can be written. */
export function stepAfter(step: StepId | undefined, choices: Choices, known: Known): StepId | undefined {
  const place = step === undefined ? -1 : STEPS.indexOf(step);
  return STEPS.slice(place + 1).find((later) => isAsked(later, choices, known));
}

/** The question before; undefined: this is the first. */
export function stepBefore(step: StepId, choices: Choices, known: Known): StepId | undefined {
  return STEPS.slice(0, STEPS.indexOf(step)).findLast((earlier) => isAsked(earlier, choices, known));
}

/** `number` of `total`, counted from 1. */
export function placeOf(
  step: StepId,
  choices: Choices,
  known: Known,
): { readonly number: number; readonly total: number } {
  // Columns are rarely a question: before a look has shown that they are, the count is without them.
  const isUnseen = choices.data?.isLocal === true && known.look === undefined;
  const isCounted = (each: StepId): boolean =>
    isAsked(each, choices, known) && !(isUnseen && (each === 'textColumn' || each === 'labelColumn'));
  const asked = STEPS.filter((each) => each === step || isCounted(each));
  return { number: asked.indexOf(step) + 1, total: asked.length };
}

function hasColumnQuestion(step: 'textColumn' | 'labelColumn', choices: Choices, known: Known): boolean {
  const { taskType, data } = choices;
  if (taskType === undefined) {
    return false;
  }
  const { names, isCertain } = columnChoices(step, taskType, lookOf(known.look), choices.textColumn);
  // Nobody has looked at a repository of the Hub: its columns can only be typed.
  const canBeTyped = data?.isLocal === false || known.look === 'failed' || known.look === undefined;
  return !isCertain && (names.length > 0 || canBeTyped);
}

function lookOf(look: Known['look']): DataLook | undefined {
  return look === 'failed' ? undefined : look;
}

function takesNone(model: Known['model']): boolean {
  return model !== undefined && model !== 'failed' && adaptsNoModules(model);
}

/** It was read, and the method has no use for names: it would choose none by itself, nor all. */
export function adaptsNoModules({ modules, allLinear, message = '', problems = [] }: ScriptModel): boolean {
  return (
    message === '' && problems.length === 0 && !allLinear && !modules.some(({ recommended }) => recommended)
  );
}
