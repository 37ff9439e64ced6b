// What is shown before a run starts: the exact command, where it runs, with what, and what speaks against it.
import * as vscode from 'vscode';
import { formatSize } from '../byteSize';
import type { MemoryEstimate, RunPlan, RunSpec } from '../protocol';
import { formatWords, wrapWords } from './commandLine';
import { dataItems, type LookedAt } from './dataItems';
import { formatEnvironment } from './environment';
import { deviceWords, joined, listed, withoutIcons } from './words';

export type ReviewAction =
  | 'start'
  | 'copy'
  | 'arguments'
  | 'devices'
  | 'environment'
  | 'launcher'
  | 'directory'
  | 'save'
  | 'install'
  | 'script'
  | 'file'
  | 'read'
  | 'again'
  | 'running';

export interface ReviewItem extends vscode.QuickPickItem {
  /** Undefined: a separator. */
  readonly action?: ReviewAction;
  /** Of `read`: all of it, where the row is only a part. */
  readonly whole?: string;
}

export interface ReviewFacts {
  readonly spec: RunSpec;
  readonly plan: RunPlan;
  /** Undefined while it is reckoned. */
  readonly estimate: MemoryEstimate | undefined;
  /** What it would learn from. */
  readonly data: readonly LookedAt[];
  /** Whose token goes along; empty: nobody knows the name. */
  readonly account: string;
  /** There is a choice of devices. */
  readonly canChooseDevices: boolean;
  /** It came out of a `*.run.json`. */
  readonly hasFile: boolean;
}

/** What fits into a row of a picker. */
const ROW_CHARACTERS = 58;

export function reviewItems(facts: ReviewFacts): readonly ReviewItem[] {
  return [
    {
      label: `$(play) ${vscode.l10n.t('Start Training Run')}`,
      description: withoutIcons(scriptName(facts.spec)),
      action: 'start',
    },
    ...checkItems(facts),
    separator(vscode.l10n.t('Command')),
    ...wrapWords(facts.plan.text, ROW_CHARACTERS).map((line, index): ReviewItem => ({
      label: `$(${index === 0 ? 'terminal' : 'blank'}) ${withoutIcons(line)}`,
      action: 'copy',
    })),
    ...changeItems(facts),
    separator(vscode.l10n.t('Keep')),
    { label: `$(save) ${vscode.l10n.t('Save as *.run.json…')}`, action: 'save' },
    { label: `$(copy) ${vscode.l10n.t('Copy Command')}`, action: 'copy' },
  ];
}

/** What speaks against it, the gravest first. */
function checkItems({ plan, estimate, data }: ReviewFacts): readonly ReviewItem[] {
  const missing = plan.missingPackages ?? [];
  return [
    separator(vscode.l10n.t('Before It Starts')),
    ...(plan.running
      ? [
          {
            label: `$(info) ${vscode.l10n.t('The very same runs already')}`,
            description: vscode.l10n.t('Show it'),
            action: 'running' as const,
          },
        ]
      : []),
    ...(missing.length > 0
      ? [
          {
            label: `$(cloud-download) ${vscode.l10n.t('Install {0}…', listed(missing))}`,
            description: vscode.l10n.t('missing in the selected Python'),
            action: 'install' as const,
          },
        ]
      : []),
    ...(plan.warnings ?? []).map((text): ReviewItem => ({
      label: `$(warning) ${withoutIcons(text)}`,
      action: 'read',
    })),
    ...memoryItems(estimate),
    ...dataItems(data),
  ];
}

export function memoryItems(estimate: MemoryEstimate | undefined): readonly ReviewItem[] {
  if (estimate === undefined) {
    return [{ label: `$(loading~spin) ${vscode.l10n.t('Estimating memory…')}`, action: 'again' }];
  }
  const { known, fits = true, total = 0, free = 0, remedies = [], assumed = [], message } = estimate;
  if (!known) {
    return message === ''
      ? []
      : [{ label: `$(info) ${withoutIcons(message)}`, description: vscode.l10n.t('memory'), action: 'read' }];
  }
  const needs = vscode.l10n.t('Needs about {0} of {1} free', formatSize(total), formatSize(free));
  const about = joined([
    fits ? vscode.l10n.t('memory') : vscode.l10n.t('memory will not do'),
    assumed.length > 0 ? vscode.l10n.t('assumed: {0}', listed(assumed)) : '',
  ]);
  return [
    {
      label: `$(${fits ? 'check' : 'warning'}) ${needs}`,
      description: about,
      whole: joined([needs, about]),
      action: 'read',
    },
    ...(fits ? [] : remedyItems(remedies)),
  ];
}

/** What would make it fit is written in the script, or is an argument that only the script's author knows. */
function remedyItems(remedies: NonNullable<MemoryEstimate['remedies']>): readonly ReviewItem[] {
  return [
    ...remedies.map(({ label, total, fits }): ReviewItem => {
      const description = fits
        ? vscode.l10n.t('about {0}: fits', formatSize(total))
        : vscode.l10n.t('about {0}', formatSize(total));
      return {
        label: `$(lightbulb) ${withoutIcons(label)}`,
        description,
        whole: joined([label, description]),
        action: 'read',
      };
    }),
    {
      label: `$(go-to-file) ${vscode.l10n.t('Open Script')}`,
      description: vscode.l10n.t('to change it; nothing is started'),
      action: 'script',
    },
  ];
}

export function changeItems(facts: ReviewFacts): readonly ReviewItem[] {
  const { spec, plan, canChooseDevices, hasFile } = facts;
  return [
    separator(vscode.l10n.t('Change')),
    {
      label: `$(edit) ${vscode.l10n.t('Edit Arguments…')}`,
      description: withoutIcons(formatWords(spec.arguments ?? [])) || vscode.l10n.t('none'),
      action: 'arguments',
    },
    canChooseDevices
      ? {
          label: `$(server) ${vscode.l10n.t('Choose Devices…')}`,
          description: deviceWords(plan.devices),
          action: 'devices',
        }
      : { label: `$(server) ${vscode.l10n.t('On the CPU: there is no GPU')}`, action: 'read' },
    {
      label: `$(symbol-variable) ${vscode.l10n.t('Environment…')}`,
      description: environmentWords(facts),
      action: 'environment',
    },
    {
      label: `$(rocket) ${vscode.l10n.t('Launcher and Processes…')}`,
      description: launcherWords(spec, plan),
      action: 'launcher',
    },
    {
      label: `$(folder) ${vscode.l10n.t('Working Directory…')}`,
      description: vscode.Uri.parse(plan.workingDirectory).fsPath,
      action: 'directory',
    },
    ...(spec.slurm && hasFile
      ? [
          {
            label: `$(server-environment) ${vscode.l10n.t('Slurm Job')}`,
            description: slurmWords(spec.slurm),
            action: 'file' as const,
          },
        ]
      : []),
  ];
}

/** The user's own variables, and, as a fact, that a token goes along: never its value. */
function environmentWords({ spec, plan, account }: ReviewFacts): string {
  const token = !plan.withToken
    ? ''
    : account === ''
      ? vscode.l10n.t('HF_TOKEN: the token in use')
      : vscode.l10n.t('HF_TOKEN of {0}', account);
  const own = withoutIcons(formatEnvironment(spec.environment ?? {}));
  return joined([own, token, withoutIcons(formatEnvironment(plan.environment))]) || vscode.l10n.t('none');
}

export function launcherWords({ launcher = 'auto', processes = 0 }: RunSpec, plan: RunPlan): string {
  const launches =
    plan.command.length === 0
      ? launcher === 'accelerate'
      : plan.command.some((word) => /^accelerate(\.exe)?$|accelerate\.commands/.test(word));
  const uses = launches ? 'accelerate launch' : 'python';
  return joined([
    launcher !== 'auto'
      ? uses
      : plan.command.length === 0
        ? vscode.l10n.t('Automatic')
        : vscode.l10n.t('automatic: {0}', uses),
    processes > 1 ? vscode.l10n.t('{0} processes', processes) : '',
  ]);
}

function slurmWords({ nodes, gpusPerNode, time, partition }: NonNullable<RunSpec['slurm']>): string {
  return joined([
    (nodes ?? 1) === 1 ? vscode.l10n.t('1 node') : vscode.l10n.t('{0} nodes', nodes ?? 1),
    (gpusPerNode ?? 0) > 0 ? vscode.l10n.t('{0} GPUs each', gpusPerNode ?? 0) : '',
    time ?? '',
    partition ?? '',
  ]);
}

export function scriptName({ script, name = '' }: RunSpec): string {
  const file = vscode.Uri.parse(script).path;
  return joined([file.slice(file.lastIndexOf('/') + 1), name]);
}

export function separator(label: string): ReviewItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
