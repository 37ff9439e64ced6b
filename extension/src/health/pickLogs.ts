// Which log: a run of this window, a file, a folder, or text.
import * as vscode from 'vscode';
import type { Run } from '../protocol';
import { runItems } from '../training/pickRuns';
import type { LogSubject } from '../webview/healthMessages';
import type { LogSources } from './logSources';
import { isNamedLikeLog, looksLikeLog } from './looksLikeLog';
import { logSubject } from './subjects';

interface Item extends vscode.QuickPickItem {
  /** Undefined: the user would rather not. */
  readonly choose: () => Promise<readonly LogSubject[] | undefined>;
}

interface RunOrOther extends vscode.QuickPickItem {
  readonly subject?: LogSubject;
}

/** `other`: none of them, another log; undefined: none at all. */
export async function pickRunLog(runs: readonly Run[]): Promise<LogSubject | 'other' | undefined> {
  const items: RunOrOther[] = [
    ...runItems(runs).map((item) => ({ ...item, subject: logSubject(item.run.folder, item.run.name) })),
    ...(runs.length > 0 ? [{ label: '', kind: vscode.QuickPickItemKind.Separator }] : []),
    { label: `$(file) ${vscode.l10n.t('Diagnose Training Log…')}` },
  ];
  const options = { title: vscode.l10n.t('Open Run'), matchOnDescription: true };
  const chosen = await vscode.window.showQuickPick(items, options);
  return chosen && (chosen.subject ?? 'other');
}

/** Several runs; undefined when the user would rather not, or has been told that there are not enough. */
export async function pickRunLogs(runs: readonly Run[]): Promise<readonly LogSubject[] | undefined> {
  if (runs.length < 2) {
    await vscode.window.showInformationMessage(vscode.l10n.t('There are no two training runs to compare.'));
    return undefined;
  }
  const chosen = await vscode.window.showQuickPick(runItems(runs), {
    title: vscode.l10n.t('Compare Runs'),
    placeHolder: vscode.l10n.t('Tick two or more'),
    matchOnDescription: true,
    canPickMany: true,
  });
  if (chosen?.length === 1) {
    await vscode.window.showInformationMessage(vscode.l10n.t('Tick two or more runs to compare them.'));
  }
  return chosen && chosen.length > 1 ? chosen.map(({ run }) => logSubject(run.folder, run.name)) : undefined;
}

export interface LogOffers {
  /** Of this window. */
  readonly runs: readonly Run[];
  /** A panel that waits for a log. */
  readonly empty: boolean;
}

/** Undefined: the user would rather not; none: a panel that waits for a log. */
export async function pickLogs(
  sources: LogSources,
  { runs, empty }: LogOffers,
): Promise<readonly LogSubject[] | undefined> {
  const fitsClipboard = looksLikeLog(await vscode.env.clipboard.readText());
  const items: Item[] = [
    ...runItems(runs).map((item) => ({
      ...item,
      choose: () => Promise.resolve([logSubject(item.run.folder, item.run.name)]),
    })),
    ...(runs.length > 0 ? [separator()] : []),
    ...activeItems(sources),
    {
      label: `$(file) ${vscode.l10n.t('Choose a File…')}`,
      description: vscode.l10n.t('a console log, trainer_state.json, metrics.jsonl'),
      choose: () => someOf(sources.fromFiles()),
    },
    {
      label: `$(folder-opened) ${vscode.l10n.t('Choose a Folder…')}`,
      description: vscode.l10n.t('checkpoints, or event files of TensorBoard'),
      choose: () => someOf(sources.fromFolders()),
    },
    {
      label: `$(clippy) ${vscode.l10n.t('Paste from Clipboard')}`,
      description: fitsClipboard
        ? vscode.l10n.t('it holds a training log')
        : vscode.l10n.t('copy what a training printed'),
      choose: () => oneOf(sources.fromClipboard()),
    },
    ...(empty
      ? [
          {
            label: `$(graph) ${vscode.l10n.t('Open an Empty Panel')}`,
            description: vscode.l10n.t('drop a log there, or paste one'),
            choose: () => Promise.resolve([]),
          },
        ]
      : []),
  ];
  const title = runs.length > 0 ? vscode.l10n.t('Add to the Panel') : vscode.l10n.t('Diagnose Training Log');
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  return chosen?.choose();
}

/** A dialog that was closed is no empty panel. */
async function someOf(logs: Promise<readonly LogSubject[]>): Promise<readonly LogSubject[] | undefined> {
  const some = await logs;
  return some.length === 0 ? undefined : some;
}

async function oneOf(log: Promise<LogSubject | undefined>): Promise<readonly LogSubject[] | undefined> {
  const one = await log;
  return one && [one];
}

/** What the active editor shows: its file, or its text where there is none. */
function activeItems(sources: LogSources): Item[] {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined) {
    return [];
  }
  const { uri } = document;
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const isFile = uri.scheme === 'file';
  if (!(isFile && isNamedLikeLog(uri.path)) && !looksLikeLog(document.getText())) {
    return [];
  }
  return [
    {
      label: `$(file-text) ${name}`,
      description: isFile ? vscode.workspace.asRelativePath(uri) : vscode.l10n.t('the text in the editor'),
      choose: () =>
        isFile
          ? Promise.resolve([logSubject(uri.toString())])
          : oneOf(sources.fromText(document.getText(), name)),
    },
    separator(),
  ];
}

function separator(): Item {
  const { Separator: kind } = vscode.QuickPickItemKind;
  return { label: '', kind, choose: () => Promise.resolve(undefined) };
}
