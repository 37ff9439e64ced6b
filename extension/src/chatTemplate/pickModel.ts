import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { type ModelEntry, type ModelList, MODELS, type TemplateSource } from '../protocol';

type ModelItem = vscode.QuickPickItem & { readonly model?: ModelEntry };

/** Lets the user choose a model of the workspace or the cache, and its revision when it has several. */
export async function pickModel(server: LanguageServer, title: string): Promise<TemplateSource | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString());
  const list = server.request(MODELS, { folders });
  const items = list.then(modelItems);
  const item = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('A model folder of this workspace or a repository in the Hugging Face cache'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  const model = item?.model;
  if (model === undefined) {
    return undefined;
  }
  const { source, revisions = [] } = model;
  if (source.kind !== 'repository' || revisions.length < 2) {
    return source;
  }
  const revision = await vscode.window.showQuickPick([...revisions], {
    title,
    placeHolder: vscode.l10n.t('Revision of {0}', source.repoId),
  });
  return revision === undefined ? undefined : { ...source, revision };
}

function modelItems({ models, warning }: ModelList): ModelItem[] {
  const group = (label: string, entries: readonly ModelEntry[]): ModelItem[] =>
    entries.length === 0
      ? []
      : [
          { label, kind: vscode.QuickPickItemKind.Separator },
          ...entries.map((model) => ({ label: model.label, description: model.detail, model })),
        ];
  const items = [
    ...group(
      vscode.l10n.t('Workspace'),
      models.filter(({ source }) => source.kind !== 'repository'),
    ),
    ...group(
      vscode.l10n.t('Hugging Face cache'),
      models.filter(({ source }) => source.kind === 'repository'),
    ),
  ];
  if (items.length === 0) {
    items.push({
      label: vscode.l10n.t('$(info) No models were found'),
      detail: vscode.l10n.t(
        'Open a folder with a tokenizer_config.json, or download a model into the cache.',
      ),
    });
  }
  return warning ? [...items, { label: `$(warning) ${warning}` }] : items;
}
