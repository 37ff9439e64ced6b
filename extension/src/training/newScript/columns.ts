// Which columns may be text and label of a task, and whether that is a question at all. Pure.
import type { DataColumn, DataLook } from '../../protocol';
import type { TaskType } from './choices';

type Kind = DataColumn['kind'];
export type ColumnStep = 'textColumn' | 'labelColumn';

export interface ColumnChoices {
  /** The likeliest first. */
  readonly names: readonly string[];
  /** None is an answer, too. */
  readonly isOptional: boolean;
  /** There is nothing to choose: `names` has the one column, or none. */
  readonly isCertain: boolean;
}

interface TaskColumns {
  readonly text: readonly Kind[];
  readonly label: readonly Kind[];
  readonly labelIs: 'needed' | 'optional' | 'none';
  /** What they are often called, for data that nobody has looked at. */
  readonly usual: Readonly<Record<ColumnStep, string>>;
}

const TASKS: Readonly<Record<TaskType, TaskColumns>> = {
  SEQ_CLS: {
    text: ['text'],
    label: ['integer', 'boolean', 'text'],
    labelIs: 'needed',
    usual: { textColumn: 'text', labelColumn: 'label' },
  },
  SEQ_2_SEQ_LM: {
    text: ['text'],
    label: ['text'],
    labelIs: 'needed',
    usual: { textColumn: 'source', labelColumn: 'target' },
  },
  CAUSAL_LM: {
    text: ['messages', 'text'],
    label: ['text'],
    labelIs: 'optional',
    usual: { textColumn: 'messages', labelColumn: '' },
  },
  TOKEN_CLS: {
    text: ['list'],
    label: ['list'],
    labelIs: 'needed',
    usual: { textColumn: 'tokens', labelColumn: 'tags' },
  },
  QUESTION_ANS: {
    text: ['text'],
    label: ['object', 'list', 'text'],
    labelIs: 'needed',
    usual: { textColumn: 'context', labelColumn: 'answers' },
  },
  FEATURE_EXTRACTION: {
    text: ['text'],
    label: ['text'],
    labelIs: 'needed',
    usual: { textColumn: 'text', labelColumn: 'positive' },
  },
};

const NOTHING: ColumnChoices = { names: [], isOptional: false, isCertain: true };

/** `look` undefined: nobody has looked, or could. */
export function columnChoices(
  step: ColumnStep,
  taskType: TaskType,
  look: DataLook | undefined,
  textColumn: string | undefined,
): ColumnChoices {
  const { text, label, labelIs } = TASKS[taskType];
  const isLabel = step === 'labelColumn';
  if (isLabel && labelIs === 'none') {
    return NOTHING;
  }
  const isOptional = isLabel && labelIs === 'optional';
  if (look === undefined) {
    return { names: [], isOptional, isCertain: false };
  }
  const taken = isLabel ? (textColumn ?? firstOf('textColumn', taskType, look)) : undefined;
  const taking = look.columns.find(({ name }) => name === taken);
  if (isOptional && taking?.kind === 'messages') {
    // A conversation has its answers in it.
    return NOTHING;
  }
  const free = look.columns.filter(({ name, kind }) => name !== taken && kind !== 'empty');
  const fitting = free.filter(
    (column) =>
      (isLabel ? label : text).includes(column.kind) &&
      (taskType !== 'SEQ_CLS' ||
        (isLabel
          ? comesAgain(column, look)
          : !(column.name === look.labelColumn && comesAgain(column, look)))),
  );
  const conversations = fitting.filter(({ kind }) => kind === 'messages');
  // A kind may have been misjudged: then anything may be meant.
  const possible =
    conversations.length === 1 ? conversations : fitting.length > 0 || isOptional ? fitting : free;
  const guess = isLabel ? look.labelColumn : look.textColumn;
  const usual = TASKS[taskType].usual[step];
  const names = possible.map(({ name }) => name);
  return {
    names: likeliestFirst(
      names,
      taskType === 'QUESTION_ANS' || guess === '' ? [usual, guess] : [guess, usual],
    ),
    isOptional,
    isCertain: names.length === (isOptional ? 0 : 1),
  };
}

/** The one that is taken without a question or with Enter; empty: none. */
export function firstOf(
  step: ColumnStep,
  taskType: TaskType,
  look: DataLook | undefined,
  textColumn?: string,
): string {
  if (look === undefined) {
    return TASKS[taskType].usual[step];
  }
  const { names, isOptional } = columnChoices(step, taskType, look, textColumn);
  // What may be left out is taken only when it looks like what is meant.
  return isOptional && names[0] !== look.labelColumn ? '' : (names[0] ?? '');
}

/** Classes have several rows each; what is another in every row is a text, or a number of the row. */
function comesAgain({ distinct }: DataColumn, { rows }: DataLook): boolean {
  return distinct !== null && distinct * 2 <= rows;
}

function likeliestFirst(names: readonly string[], likely: readonly string[]): readonly string[] {
  const first = likely.filter((name) => names.includes(name));
  return [...new Set([...first, ...names])];
}
