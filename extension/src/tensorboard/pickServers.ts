// Which of the servers.
import * as vscode from 'vscode';
import type { TensorBoardServer } from '../protocol';
import { folderLabels, serverState } from './words';

interface ServerItem extends vscode.QuickPickItem {
  readonly server: TensorBoardServer;
}

/** The only one without asking. */
export async function pickServer(
  servers: readonly TensorBoardServer[],
  title: string,
): Promise<TensorBoardServer | undefined> {
  return servers.length < 2
    ? onlyOne(servers)
    : (await vscode.window.showQuickPick(serverItems(servers), { title, matchOnDetail: true }))?.server;
}

export async function pickServers(
  servers: readonly TensorBoardServer[],
  title: string,
): Promise<readonly TensorBoardServer[]> {
  if (servers.length < 2) {
    const server = await onlyOne(servers);
    return server ? [server] : [];
  }
  const items = await vscode.window.showQuickPick(serverItems(servers), {
    title,
    canPickMany: true,
    matchOnDetail: true,
  });
  return (items ?? []).map(({ server }) => server);
}

async function onlyOne([server]: readonly TensorBoardServer[]): Promise<TensorBoardServer | undefined> {
  if (server === undefined) {
    await vscode.window.showInformationMessage(vscode.l10n.t('No TensorBoard is running.'));
  }
  return server;
}

function serverItems(servers: readonly TensorBoardServer[]): ServerItem[] {
  return servers.map((server) => ({
    label: server.title,
    description: serverState(server),
    detail: folderLabels(server.folders, (uri) => vscode.Uri.parse(uri).fsPath),
    server,
  }));
}
