// Which columns hold text and label, where that is not certain.
import * as vscode from 'vscode';
import type { DataLook } from '../../protocol';
import type { Choices, TaskType } from './choices';
import { columnChoices, type ColumnStep, firstOf } from './columns';
import { askPick, askText, type Reply, type Rows } from './question';
import { answer, type Step, type StepContext, type StepReply } from './step';
import { columnDescription } from './words';

interface ColumnItem extends vscode.QuickPickItem {
  readonly column: string;
}

export const askTextColumn: Step = (context) => askColumn('textColumn', context);
export const askLabelColumn: Step = (context) => askColumn('labelColumn', context);

async function askColumn(step: ColumnStep, context: StepContext): Promise<StepReply> {
  const { choices, facts } = context;
  const { taskType } = choices;
  if (taskType === undefined) {
    return { kind: 'back' };
  }
  const look = facts.columns(choices);
  const column =
    look === undefined
      ? await typeColumn(step, taskType, context)
      : await pickColumn(step, taskType, context, look);
  return column.kind === 'answer' ? answer({ [step]: column.value } satisfies Partial<Choices>) : column;
}

async function pickColumn(
  step: ColumnStep,
  taskType: TaskType,
  context: StepContext,
  look: NonNullable<ReturnType<StepContext['facts']['columns']>>,
): Promise<Reply<string>> {
  const { frame, choices } = context;
  const reply = await askPick<ColumnItem>(frame, {
    items: [],
    placeholder: vscode.l10n.t('Looking at the data…'),
    later: [
      look.then((seen) =>
        seen.kind === 'failed' ? 'skip' : columnRows(step, taskType, choices, seen.value),
      ),
    ],
  });
  if (reply.kind === 'skip' && (await look).kind === 'failed') {
    return typeColumn(step, taskType, context);
  }
  return reply.kind === 'answer' ? { kind: 'answer', value: reply.value[0]?.column ?? '' } : reply;
}

function columnRows(
  step: ColumnStep,
  taskType: TaskType,
  choices: Choices,
  look: DataLook,
): Rows<ColumnItem> | 'skip' {
  const { names, isOptional, isCertain } = columnChoices(step, taskType, look, choices.textColumn);
  if (isCertain || names.length === 0) {
    return 'skip';
  }
  const items = names.flatMap((name) => {
    const column = look.columns.find((each) => each.name === name);
    return column === undefined
      ? []
      : [
          {
            label: name,
            description: columnDescription(column),
            detail: column.examples.join(' · '),
            column: name,
          },
        ];
  });
  const none: ColumnItem[] = isOptional
    ? [{ label: vscode.l10n.t('$(circle-slash) None: all of the text is learned'), column: '' }]
    : [];
  const all = [...items, ...none];
  const wanted = choices[step] ?? firstOf(step, taskType, look, choices.textColumn);
  return {
    placeholder: question(step, taskType),
    items: all,
    active: all.find(({ column }) => column === wanted) ?? all[0],
  };
}

function typeColumn(
  step: ColumnStep,
  taskType: TaskType,
  { frame, choices }: StepContext,
): Promise<Reply<string>> {
  const { isOptional } = columnChoices(step, taskType, undefined, choices.textColumn);
  return askText(frame, {
    prompt: isOptional
      ? `${question(step, taskType)} ${vscode.l10n.t('Empty: all of the text is learned.')}`
      : question(step, taskType),
    value: choices[step] ?? firstOf(step, taskType, undefined),
    fault: (text) =>
      text.trim() === '' && !isOptional ? vscode.l10n.t('Type the name of a column.') : undefined,
  }).then((reply) => (reply.kind === 'answer' ? { kind: 'answer', value: reply.value.trim() } : reply));
}

function question(step: ColumnStep, taskType: TaskType): string {
  if (step === 'textColumn') {
    return taskType === 'TOKEN_CLS'
      ? vscode.l10n.t('Which column holds the words?')
      : taskType === 'QUESTION_ANS'
        ? vscode.l10n.t('Which column holds the text that answers are in?')
        : vscode.l10n.t('Which column holds the text?');
  }
  switch (taskType) {
    case 'SEQ_CLS':
      return vscode.l10n.t('Which column holds the label?');
    case 'TOKEN_CLS':
      return vscode.l10n.t('Which column holds the labels of the words?');
    case 'FEATURE_EXTRACTION':
      return vscode.l10n.t('Which column holds the text that is like the first?');
    case 'SEQ_2_SEQ_LM':
    case 'CAUSAL_LM':
    case 'QUESTION_ANS':
      return vscode.l10n.t('Which column holds the answer?');
  }
}
