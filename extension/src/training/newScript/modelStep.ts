// Which model is trained: one of the cache, one of the workspace, any other folder, any id.
import * as vscode from 'vscode';
import type { ModelEntry, ModelList } from '../../protocol';
import { parseRepository } from '../../repositoryAddress';
import { failureText } from './facts';
import { askPick, askText, type Frame, type Reply, type Rows } from './question';
import { answer, group, inside, separator, type StepContext, type StepReply } from './step';

interface ModelItem extends vscode.QuickPickItem {
  readonly model?: string;
  readonly does?: 'type' | 'browse';
}

const EXAMPLE = 'Qwen/Qwen3-0.6B';

export async function askModel({ frame, choices, facts }: StepContext): Promise<StepReply> {
  for (;;) {
    const listed = facts
      .modelList()
      .then((list) =>
        list.kind === 'answer' ? list.value : { models: [], warning: failureText(list.error) },
      );
    const reply = await askPick<ModelItem>(frame, {
      items: otherwise(),
      placeholder: vscode.l10n.t('Looking for models…'),
      later: [listed.then((list) => modelRows(list, choices.model))],
      typed: typedModel,
      taken: ([item]) => (item?.model !== undefined || item?.does !== undefined ? [item] : undefined),
    });
    if (reply.kind !== 'answer') {
      return reply;
    }
    const model = await resolved(frame, choices.model, reply.value[0]);
    if (model.kind === 'answer') {
      // They take a moment, and are wanted soon.
      void facts.options();
      return answer({ model: model.value });
    }
    if (model.kind !== 'back') {
      return model;
    }
  }
}

async function resolved(
  frame: Frame,
  before: string | undefined,
  item: ModelItem | undefined,
): Promise<Reply<string>> {
  if (item?.does === 'type') {
    const typed = await typeId(inside(frame), before ?? '');
    const id = typed.kind === 'answer' ? modelId(typed.value) : undefined;
    return id === undefined
      ? typed.kind === 'answer'
        ? { kind: 'back' }
        : typed
      : { kind: 'answer', value: id };
  }
  const model = item?.does === 'browse' ? await browse() : item?.model;
  return model === undefined ? { kind: 'back' } : { kind: 'answer', value: model };
}

function modelRows({ models, warning }: ModelList, before: string | undefined): Rows<ModelItem> {
  const items = models.map(modelItem);
  const cached = items.filter((_, place) => models[place]?.source.kind === 'repository');
  const folders = items.filter((item) => !cached.includes(item));
  const elsewhere: ModelItem[] =
    before === undefined || items.some(({ model }) => model === before)
      ? []
      : [{ label: before, description: vscode.l10n.t('chosen before'), model: before }];
  return {
    placeholder: vscode.l10n.t('Which model is to be trained?'),
    items: [
      ...elsewhere,
      ...group(vscode.l10n.t('Hugging Face cache'), cached),
      ...group(vscode.l10n.t('Workspace'), folders),
      ...otherwise(),
      ...(warning ? [{ label: `$(warning) ${warning}` }] : []),
    ],
    active:
      elsewhere[0] ??
      items.find(({ model }) => model === before) ??
      [...cached, ...folders, ...otherwise()][0],
  };
}

function modelItem({ source, label, detail }: ModelEntry): ModelItem {
  return source.kind === 'repository'
    ? { label, model: source.repoId }
    : { label, description: detail, model: vscode.Uri.parse(source.uri).fsPath };
}

const otherwise = (): ModelItem[] => [
  separator(vscode.l10n.t('Another one')),
  { label: vscode.l10n.t('$(edit) Type an id…'), does: 'type' },
  { label: vscode.l10n.t('$(folder-opened) Browse for a folder…'), does: 'browse' },
];

/** An id can be typed right where the list is filtered. */
function typedModel(text: string): readonly ModelItem[] {
  const model = text.includes('/') ? modelId(text) : undefined;
  return model === undefined
    ? []
    : [
        {
          label: vscode.l10n.t('$(edit) Use {0}', model),
          description: vscode.l10n.t('the script downloads it if it is not in the cache'),
          alwaysShow: true,
          model,
        },
      ];
}

function typeId(frame: Frame, before: string): Promise<Reply<string>> {
  return askText(frame, {
    prompt: vscode.l10n.t('Id of a model on the Hub. The script downloads it if it is not in the cache.'),
    placeholder: EXAMPLE,
    value: modelId(before) === undefined ? '' : before,
    fault: (text) =>
      modelId(text) === undefined
        ? vscode.l10n.t('Not a repository id. An example: {0}', EXAMPLE)
        : undefined,
  });
}

function modelId(text: string): string | undefined {
  const address = parseRepository(text);
  return address?.repoType === undefined || address.repoType === 'model' ? address?.repoId : undefined;
}

async function browse(): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title: vscode.l10n.t('Folder of the Model'),
    openLabel: vscode.l10n.t('Choose'),
  });
  return chosen?.[0]?.fsPath;
}
