// Which modules the method adapts: names that the real model has.
import * as vscode from 'vscode';
import type { ScriptModel } from '../../protocol';
import { ALL_LINEAR } from './choices';
import { failureText } from './facts';
import { offered } from './optionsStep';
import { askPick, askText, type Frame, type Reply, type Rows } from './question';
import { readNames } from './settings';
import { adaptsNoModules } from './steps';
import { answer, inside, separator, type StepContext, type StepReply } from './step';
import { parameterCount } from './words';

interface ModuleItem extends vscode.QuickPickItem {
  /** A name, or every linear layer. */
  readonly name?: string;
  readonly types?: boolean;
  /** What peft chooses. */
  readonly skips?: boolean;
  readonly isProblem?: boolean;
}

export async function askModules(context: StepContext): Promise<StepReply> {
  const { frame, choices } = context;
  const read = readModel(context);
  let why = '';
  const reply = await askPick<ModuleItem>(frame, {
    items: [
      {
        label: vscode.l10n.t('$(debug-step-over) Do not wait: take what peft chooses for the model'),
        skips: true,
      },
    ],
    placeholder: vscode.l10n.t('Reading the modules of the model…'),
    later: [
      read.then((model) => {
        why = 'why' in model ? model.why : '';
        return 'why' in model || adaptsNoModules(model) ? 'skip' : moduleRows(model, choices.targetModules);
      }),
    ],
    ticked,
    taken: (items) => (items.length > 0 ? items : undefined),
  });
  if (reply.kind === 'skip' && why !== '') {
    return typedUnchecked(frame, choices.targetModules ?? [], why);
  }
  if (reply.kind !== 'answer') {
    return reply;
  }
  if (reply.value.some(({ isProblem }) => isProblem)) {
    return { kind: 'back' };
  }
  const names = reply.value.flatMap(({ name }) => name ?? []);
  if (!reply.value.some(({ types }) => types)) {
    return answer({ targetModules: names });
  }
  const typed = await typeChecked(context, names);
  return typed.kind === 'back' ? { kind: 'again', value: {} } : typed;
}

/** The model's modules, or why there are none to choose from. */
async function readModel({ choices, facts }: StepContext): Promise<ScriptModel | { readonly why: string }> {
  const { missing } = offered(await facts.options());
  if (missing.length > 0) {
    return {
      why: vscode.l10n.t('The selected Python does not have {0}.', missing.join(vscode.l10n.t(', '))),
    };
  }
  const model = await facts.scriptModel(choices);
  if (model?.kind !== 'answer') {
    return { why: model === undefined ? '' : failureText(model.error) };
  }
  const { message = '' } = model.value;
  return message === '' ? model.value : { why: message };
}

function moduleRows(model: ScriptModel, before: readonly string[] | undefined): Rows<ModuleItem> {
  const { modules, allLinear, parameters, problems = [] } = model;
  const known = modules.map(({ name }) => name);
  // Names that were typed in full are no names of this list, but still an answer.
  const typed = (before ?? []).filter((name) => name !== ALL_LINEAR && !known.includes(name));
  const hasRecommended = modules.some(({ recommended }) => recommended);
  const isPicked = (name: string, isUsual: boolean): boolean => before?.includes(name) ?? isUsual;
  const items = modules.map((module): ModuleItem => ({
    name: module.name,
    label: module.name,
    description: `${module.count} × ${module.shape}`,
    picked: isPicked(module.name, module.recommended),
  }));
  const usual = items.filter((_, place) => modules[place]?.recommended);
  const others = items.filter((item) => !usual.includes(item));
  return {
    canSelectMany: true,
    placeholder: vscode.l10n.t('Which modules? The model has {0} parameters', parameterCount(parameters)),
    items: [
      ...problems.map((problem): ModuleItem => ({ label: `$(error) ${problem}`, isProblem: true })),
      ...(usual.length > 0 ? [separator(vscode.l10n.t('Recommended')), ...usual] : []),
      ...typed.map((name): ModuleItem => ({
        name,
        label: name,
        description: vscode.l10n.t('as typed'),
        picked: true,
      })),
      ...(allLinear
        ? [
            separator(vscode.l10n.t('In place of names')),
            {
              name: ALL_LINEAR,
              label: vscode.l10n.t('All linear layers'),
              description: ALL_LINEAR,
              picked: isPicked(ALL_LINEAR, !hasRecommended),
            },
          ]
        : []),
      ...(others.length > 0 ? [separator(vscode.l10n.t('Other modules')), ...others] : []),
      separator(vscode.l10n.t('Other names')),
      { label: vscode.l10n.t('$(edit) Type names…'), types: true },
    ],
    active: usual[0] ?? items[0],
  };
}

/** Every linear layer stands alone: names beside it would say nothing. */
export function ticked(now: readonly ModuleItem[], before: readonly ModuleItem[]): readonly ModuleItem[] {
  const every = now.find(({ name }) => name === ALL_LINEAR);
  if (every === undefined || now.length === 1) {
    return now;
  }
  const isNew = !before.some(({ name }) => name === ALL_LINEAR);
  return now.filter((item) => item.types === true || (item === every) === isNew);
}

/** A name that matches nothing is no answer. */
async function typeChecked(
  { frame, choices, facts }: StepContext,
  names: readonly string[],
): Promise<StepReply> {
  const reply = await askText(inside(frame), {
    prompt: vscode.l10n.t('Names of modules, or the last parts of them, with commas between'),
    placeholder: 'q_proj, v_proj',
    value: names.join(', '),
    fault: (text) => (readNames(text).length === 0 ? vscode.l10n.t('Type the name of a module.') : undefined),
    check: async (text) => {
      const checked = await facts.checkedModel(choices, readNames(text));
      if (checked?.kind === 'failed') {
        return failureText(checked.error);
      }
      const problems = checked?.value.problems ?? [];
      return problems.length === 0 ? undefined : problems.join(' ');
    },
  });
  return named(reply);
}

/** The model is not here, or of an unknown kind: nobody can check names, which is said. */
async function typedUnchecked(frame: Frame, names: readonly string[], why: string): Promise<StepReply> {
  return named(
    await askText(frame, {
      prompt: vscode.l10n.t(
        '{0} So names are not checked here; the script checks them. Empty: what peft chooses for the model.',
        why,
      ),
      placeholder: 'q_proj, v_proj',
      value: names.join(', '),
    }),
  );
}

function named(reply: Reply<string>): StepReply {
  return reply.kind === 'answer' ? answer({ targetModules: readNames(reply.value) }) : reply;
}
