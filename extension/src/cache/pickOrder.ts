import * as vscode from 'vscode';
import { REPO_ORDERS, type RepoOrder } from './repoOrder';
import { orderName } from './words';

const ICONS: Readonly<Record<RepoOrder, string>> = {
  size: 'arrow-down',
  used: 'history',
  name: 'case-sensitive',
};

export async function pickOrder(current: RepoOrder): Promise<RepoOrder | undefined> {
  const items = REPO_ORDERS.map((order) => ({
    label: `$(${ICONS[order]}) ${orderName(order)}`,
    description: order === current ? vscode.l10n.t('current') : '',
    order,
  }));
  const item = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Sort Repositories By') });
  return item?.order;
}
