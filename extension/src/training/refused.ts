// A run that the server refuses as it is: why, and everything about it that can be changed.
import * as vscode from 'vscode';
import type { ServerProblem } from '../client/serverProblem';
import type { RunPlan } from '../protocol';
import type { Draft } from './draft';
import { changeItems, type ReviewFacts, type ReviewItem, separator } from './reviewItems';
import { listed, withoutIcons } from './words';

export interface RefusedFacts extends Omit<ReviewFacts, 'plan' | 'estimate' | 'data'> {
  readonly problem: ServerProblem;
  /** As far as it is known without the server. */
  readonly plan: RunPlan;
}

/** In place of a start there is the reason; what was typed is still there. */
export function refusedItems({ problem, ...facts }: RefusedFacts): readonly ReviewItem[] {
  const { message, advice, install } = problem;
  return [
    {
      label: `$(error) ${withoutIcons(message)}`,
      description: withoutIcons(advice),
      whole: `${message} ${advice}`.trim(),
      action: 'read',
    },
    ...(install.length > 0
      ? [
          {
            label: `$(cloud-download) ${vscode.l10n.t('Install {0}…', listed(install))}`,
            description: vscode.l10n.t('missing in the selected Python'),
            action: 'install' as const,
          },
        ]
      : []),
    { label: `$(refresh) ${vscode.l10n.t('Try Again')}`, action: 'again' },
    ...changeItems({ ...facts, estimate: undefined, data: [] }),
    ...(facts.hasFile
      ? [
          separator(vscode.l10n.t('Run Files')),
          { label: `$(json) ${vscode.l10n.t('Open the Run File')}`, action: 'file' as const },
        ]
      : []),
  ];
}

/** What is known of a run without a plan. */
export function planOf({ spec, folder }: Draft, { install }: ServerProblem): RunPlan {
  const { workingDirectory = '' } = spec;
  return {
    command: [],
    text: '',
    workingDirectory: workingDirectory === '' ? folder.toString() : workingDirectory,
    devices: spec.devices ?? [],
    environment: {},
    withToken: false,
    missingPackages: [...install],
  };
}
