// Choices that the interpreter's packages offer: tasks and methods, or what is usual while packages are missing.
import * as vscode from 'vscode';
import type { Choice, ScriptOptions } from '../../protocol';
import { failureText } from './facts';
import type { Settled } from './memory';
import { usualMethods, usualTasks } from './taskWords';

export interface OptionItem extends vscode.QuickPickItem {
  readonly value?: string;
  readonly install?: readonly string[];
  /** Back to the step that it is about. */
  readonly goesBack?: boolean;
}

export interface Offered {
  readonly tasks: readonly Choice[];
  readonly methods: readonly Choice[];
  readonly precisions: readonly Choice[];
  readonly missing: readonly string[];
  /** Why it is only what is usual; empty: it is what the packages offer. */
  readonly problem: string;
}

export function offered(options: Settled<ScriptOptions> | undefined): Offered {
  const given = options?.kind === 'answer' ? options.value : undefined;
  const usual = (choices: readonly Choice[] | undefined, otherwise: readonly Choice[]): readonly Choice[] =>
    choices === undefined || choices.length === 0 ? otherwise : choices;
  return {
    tasks: usual(given?.taskTypes, usualTasks()),
    methods: usual(given?.methods, usualMethods()),
    precisions: usual(given?.precisions, [{ value: 'auto', label: 'auto' }]),
    missing: given?.missingPackages ?? [],
    problem: options?.kind === 'failed' ? failureText(options.error) : '',
  };
}

export function optionItem({ value, label, description = '' }: Choice): OptionItem {
  return { label, description: description === '' ? value : description, value };
}

/** Below the choices: what can be done about packages that are missing. */
export function troubleItems({ missing, problem }: Offered): readonly OptionItem[] {
  return [
    ...(missing.length === 0 ? [] : [installItem(missing)]),
    ...(problem === '' ? [] : [{ label: `$(warning) ${problem}` }]),
  ];
}

export function installItem(packages: readonly string[]): OptionItem {
  return {
    label: vscode.l10n.t('$(cloud-download) Install {0}…', packages.join(', ')),
    detail: vscode.l10n.t('The script needs it, and the selected Python does not have it'),
    install: packages,
  };
}

export async function install(packages: readonly string[]): Promise<void> {
  await vscode.commands.executeCommand('transformers.client.installPackages', [...packages]);
}
