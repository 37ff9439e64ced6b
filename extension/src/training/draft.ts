// What is to be started, as far as it is known, and how its questions are headed.
import * as vscode from 'vscode';
import type { RunSpec } from '../protocol';
import type { StepOptions } from './quickSteps';
import { scriptName } from './reviewItems';

export interface Draft {
  readonly spec: RunSpec;
  /** The workspace's folder that it belongs to. */
  readonly folder: vscode.Uri;
  /** The `*.run.json` it came from. */
  readonly file: vscode.Uri | undefined;
}

export function changed(draft: Draft, wish: Partial<RunSpec>): Draft {
  return { ...draft, spec: { ...draft.spec, ...wish } };
}

/** A question beside the way. */
export function alone({ spec }: Draft): StepOptions {
  return { title: titleOf(spec), canGoBack: false };
}

/** Of the three questions; where there are no devices to choose, of the other two. */
export function counted(
  { spec }: Draft,
  step: 1 | 2 | 3,
  { canGoBack, withDevices }: { readonly canGoBack: boolean; readonly withDevices: boolean },
): StepOptions {
  const skipped = withDevices ? 0 : 1;
  return { title: titleOf(spec), step: step - skipped, totalSteps: 3 - skipped, canGoBack };
}

function titleOf(spec: RunSpec): string {
  return vscode.l10n.t('Start Training Run: {0}', scriptName(spec));
}
