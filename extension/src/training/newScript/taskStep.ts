// What the model is to learn to do; what data and model look like is where Enter is.
import * as vscode from 'vscode';
import type { DataLook, ScriptOptions } from '../../protocol';
import type { Choices, TaskType } from './choices';
import { failureText } from './facts';
import type { Settled } from './memory';
import { architecturesOf } from './modelConfig';
import { install, type Offered, offered, optionItem, type OptionItem, troubleItems } from './optionsStep';
import { askPick, type Rows } from './question';
import { answer, group, type StepContext, type StepReply } from './step';
import { suggestTask } from './suggestTask';
import { isTaskType } from './taskTypes';
import { rowCount } from '../dataWords';

export async function askTask({ frame, choices, facts }: StepContext): Promise<StepReply> {
  const options = facts.options();
  const look = facts.columns(choices);
  const before = choices.taskType;
  const suggested = Promise.all([look, architecturesOf(choices.model ?? '', facts)]).then(
    ([seen, architectures]) => ({
      seen: seen ?? ('nowhere' as const),
      task: suggestTask(seen?.kind === 'answer' ? seen.value : undefined, architectures),
    }),
  );
  const rows = (
    known: Settled<ScriptOptions> | undefined,
    suggestion: Awaited<typeof suggested>,
  ): Rows<OptionItem> => {
    const offer = offered(known);
    return taskRows(offer, suggestion.seen, before ?? suggestion.task ?? firstTask(offer));
  };
  const reply = await askPick<OptionItem>(frame, {
    ...taskRows(offered(undefined), undefined, before),
    later: [
      suggested.then((suggestion) => rows(undefined, suggestion)),
      // The packages take longer: the tasks are the same with all of them.
      Promise.all([options, suggested]).then(([known, suggestion]) => rows(known, suggestion)),
    ],
    taken: ([item]) => (item?.value !== undefined || item?.install || item?.goesBack ? [item] : undefined),
  });
  if (reply.kind !== 'answer') {
    return reply;
  }
  const [item] = reply.value;
  if (item?.install) {
    await install(item.install);
    facts.forget();
    return { kind: 'again', value: {} };
  }
  return item?.value !== undefined && isTaskType(item.value) ? answer(task(item.value)) : { kind: 'back' };
}

const task = (taskType: TaskType): Partial<Choices> => ({ taskType });

function firstTask({ tasks }: Offered): TaskType | undefined {
  const value = (tasks.find(({ recommended }) => recommended) ?? tasks[0])?.value ?? '';
  return isTaskType(value) ? value : undefined;
}

/** `look` undefined: it is still under way; `nowhere`: there is nothing to look at. */
function taskRows(
  offer: Offered,
  look: Settled<DataLook> | 'nowhere' | undefined,
  suggested: TaskType | undefined,
): Rows<OptionItem> {
  const items = offer.tasks.filter(({ value }) => isTaskType(value)).map(optionItem);
  const failure =
    look !== undefined && look !== 'nowhere' && look.kind === 'failed' ? failureText(look.error) : '';
  return {
    placeholder: placeholder(look),
    items: [
      ...items,
      ...group(vscode.l10n.t('Data'), failure === '' ? [] : [unreadable(failure)]),
      ...group(vscode.l10n.t('Packages'), troubleItems(offer)),
    ],
    active: items.find(({ value }) => value === suggested),
  };
}

function unreadable(why: string): OptionItem {
  return {
    label: vscode.l10n.t('$(error) The data cannot be looked at. Choose other data…'),
    detail: why,
    goesBack: true,
  };
}

function placeholder(look: Settled<DataLook> | 'nowhere' | undefined): string {
  if (look === undefined) {
    return vscode.l10n.t('Looking at the data…');
  }
  const question = vscode.l10n.t('What is the model to learn?');
  if (look === 'nowhere' || look.kind === 'failed') {
    return question;
  }
  const { rows, columns } = look.value;
  const names = columns.slice(0, 6).map(({ name }) => name);
  const shown = columns.length > names.length ? [...names, '…'] : names;
  return `${question} ${rowCount(rows)}: ${shown.join(vscode.l10n.t(', '))}`;
}
