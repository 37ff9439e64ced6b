// Asks which repository is meant: those that the active document names, or whatever is typed.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { AUTH_REPOSITORIES, type RepositoryMention } from '../protocol';
import { type AccessTarget, parseTarget } from './accessTarget';
import { repoTypeName } from '../repoTypeName';

interface Item extends vscode.QuickPickItem {
  /** None: it only says something. */
  readonly target?: AccessTarget;
}

const TYPES = ['model', 'dataset', 'space'];
const EXAMPLE = 'Qwen/Qwen3-0.6B';

export async function pickRepository(server: LanguageServer): Promise<AccessTarget | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  const asking = new vscode.CancellationTokenSource();
  let named: readonly Item[] = [];
  const show = (): void => {
    pick.items = [...named, ...typedItems(pick.value)];
  };
  pick.title = vscode.l10n.t('Check Access to Repository');
  pick.placeholder = vscode.l10n.t('Repository id or its address on the Hub, for example {0}', EXAMPLE);
  pick.matchOnDescription = true;
  const change = pick.onDidChangeValue(show);
  try {
    const picked = new Promise<AccessTarget | undefined>((resolve) => {
      pick.onDidAccept(() => {
        const target = pick.selectedItems[0]?.target;
        if (target) {
          resolve(target);
        }
      });
      pick.onDidHide(() => resolve(undefined));
    });
    pick.busy = true;
    pick.show();
    void mentions(server, asking.token)
      .then((found) => {
        named = found;
      })
      .finally(() => {
        if (!asking.token.isCancellationRequested) {
          pick.busy = false;
          show();
        }
      });
    return await picked;
  } finally {
    asking.cancel();
    vscode.Disposable.from(change, pick, asking).dispose();
  }
}

function typedItems(value: string): readonly Item[] {
  if (value.trim() === '') {
    return [];
  }
  const typed = parseTarget(value);
  if (typed === undefined) {
    return [{ label: vscode.l10n.t('Not a repository id. An example: {0}', EXAMPLE), alwaysShow: true }];
  }
  const { repoId, revision } = typed;
  const types = typed.repoType === undefined ? TYPES : [typed.repoType];
  // The name is not the label: VS Code would put it above the repositories that it only begins to filter.
  return types.map((repoType) => ({
    label: repoTypeName(repoType),
    description: revision === null ? repoId : `${repoId} · ${revision}`,
    alwaysShow: true,
    target: { repoId, repoType, revision },
  }));
}

/** Without an answer there is still the keyboard: no failure of this may be in the way. */
async function mentions(server: LanguageServer, token: vscode.CancellationToken): Promise<readonly Item[]> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return [];
  }
  const params = { uri: editor.document.uri.toString(), line: editor.selection.active.line };
  try {
    const answer = await server.request(AUTH_REPOSITORIES, params, token);
    return distinct(answer.mentions).map((mention) => ({
      ...itemOf(mention),
      detail: vscode.l10n.t('line {0}', mention.line + 1),
    }));
  } catch {
    return [];
  }
}

function itemOf(target: AccessTarget): Item {
  const { repoId, repoType, revision } = target;
  const type = repoTypeName(repoType);
  return {
    label: repoId,
    description: revision === null ? type : `${type} · ${revision}`,
    target: { repoId, repoType, revision },
  };
}

function distinct(all: readonly RepositoryMention[]): readonly RepositoryMention[] {
  const known = new Map<string, RepositoryMention>();
  for (const mention of all) {
    const key = JSON.stringify([mention.repoId, mention.repoType, mention.revision]);
    // The nearest comes first.
    if (!known.has(key)) {
      known.set(key, mention);
    }
  }
  return [...known.values()];
}
