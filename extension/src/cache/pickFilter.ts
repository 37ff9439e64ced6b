// Several conditions at once; age and text ask for their value afterwards.
import { REPO_TYPES, type RepoType } from '../repoType';
import * as vscode from 'vscode';
import type { RepoFilter } from './repoFilter';
import { groupName } from './words';

type Condition = 'text' | 'age' | 'detached' | 'unused' | RepoType;
type ConditionItem = vscode.QuickPickItem & { readonly condition?: Condition };

const USUAL_DAYS = 30;

export async function pickFilter(current: RepoFilter): Promise<RepoFilter | undefined> {
  const title = vscode.l10n.t('Filter Repositories');
  const items = await vscode.window.showQuickPick(conditionItems(current), {
    title,
    canPickMany: true,
    placeHolder: vscode.l10n.t('Show only repositories that meet all of these'),
  });
  if (items === undefined) {
    return undefined;
  }
  const picked = new Set(items.map(({ condition }) => condition));
  const text = picked.has('text') ? await askText(title, current.text) : '';
  const olderThanDays = picked.has('age') ? await askDays(title, current.olderThanDays ?? USUAL_DAYS) : null;
  if (text === undefined || olderThanDays === undefined) {
    return undefined;
  }
  return {
    types: REPO_TYPES.filter((type) => picked.has(type)),
    text,
    olderThanDays,
    detachedOnly: picked.has('detached'),
    unusedHere: picked.has('unused'),
  };
}

function conditionItems(current: RepoFilter): ConditionItem[] {
  const separator = (label: string): ConditionItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    {
      label: vscode.l10n.t('$(search) Text…'),
      description: current.text,
      detail: vscode.l10n.t('In the repository id, a ref or a commit'),
      picked: current.text !== '',
      condition: 'text',
    },
    {
      label: vscode.l10n.t('$(history) Not used for a number of days…'),
      description: current.olderThanDays === null ? '' : daysText(current.olderThanDays),
      picked: current.olderThanDays !== null,
      condition: 'age',
    },
    {
      label: vscode.l10n.t('$(git-commit) Detached revisions only'),
      picked: current.detachedOnly,
      condition: 'detached',
    },
    {
      label: vscode.l10n.t('$(circle-slash) Not used in this workspace'),
      picked: current.unusedHere,
      condition: 'unused',
    },
    separator(vscode.l10n.t('Type')),
    ...REPO_TYPES.map((type) => ({
      label: groupName(type),
      picked: current.types.includes(type),
      condition: type,
    })),
  ];
}

function askText(title: string, value: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    value,
    prompt: vscode.l10n.t('Part of a repository id, a ref or a commit'),
  });
}

async function askDays(title: string, days: number): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    value: String(days),
    prompt: vscode.l10n.t('Not used for how many days?'),
    validateInput: (value) =>
      wholeDays(value) === undefined ? vscode.l10n.t('A number of days') : undefined,
  });
  return text === undefined ? undefined : wholeDays(text);
}

function wholeDays(text: string): number | undefined {
  const days = Number(text.trim());
  return Number.isInteger(days) && days > 0 ? days : undefined;
}

/** What the view says while a filter is on. */
export function filterText(filter: RepoFilter): string {
  return [
    ...filter.types.map(groupName),
    ...(filter.text === '' ? [] : [`“${filter.text}”`]),
    ...(filter.olderThanDays === null ? [] : [daysText(filter.olderThanDays)]),
    ...(filter.detachedOnly ? [vscode.l10n.t('detached only')] : []),
    ...(filter.unusedHere ? [vscode.l10n.t('not used here')] : []),
  ].join(vscode.l10n.t(', '));
}

function daysText(days: number): string {
  return days === 1 ? vscode.l10n.t('not used for 1 day') : vscode.l10n.t('not used for {0} days', days);
}
