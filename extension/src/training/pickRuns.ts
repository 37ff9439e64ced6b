// Which of the runs.
import * as vscode from 'vscode';
import type { Run } from '../protocol';
import { runIcon } from './treeItems';
import { runSummary } from './words';

export interface RunItem extends vscode.QuickPickItem {
  readonly run: Run;
}

/** The only one without asking; undefined when there is none, which is said, or none was chosen. */
export async function pickRun(runs: readonly Run[], title: string): Promise<Run | undefined> {
  if (runs.length < 2) {
    return onlyOne(runs);
  }
  const options = { title, matchOnDescription: true };
  return (await vscode.window.showQuickPick(runItems(runs), options))?.run;
}

export async function pickRuns(runs: readonly Run[], title: string): Promise<readonly Run[]> {
  if (runs.length < 2) {
    const run = await onlyOne(runs);
    return run ? [run] : [];
  }
  const options = { title, matchOnDescription: true, canPickMany: true as const };
  return ((await vscode.window.showQuickPick(runItems(runs), options)) ?? []).map(({ run }) => run);
}

async function onlyOne([run]: readonly Run[]): Promise<Run | undefined> {
  if (run === undefined) {
    await vscode.window.showInformationMessage(vscode.l10n.t('There is no such training run.'));
  }
  return run;
}

export function runItems(runs: readonly Run[]): RunItem[] {
  const now = Date.now() / 1000;
  return runs.map((run) => ({
    label: run.name,
    iconPath: runIcon(run),
    description: runSummary(run, now),
    run,
  }));
}
