// What the model learns from: a file, or a dataset of the Hub.
import * as vscode from 'vscode';
import { formatSize } from '../../byteSize';
import { relativeTime } from '../../moments';
import { parseRepository } from '../../repositoryAddress';
import type { DataSource } from './choices';
import { DATA_FILES, DATA_SUFFIXES, isDataFile, NOT_DATA_FOLDERS } from './dataFiles';
import { type Facts, fileSource } from './facts';
import { askPick, askText, type Frame, type Reply, type Rows } from './question';
import { answer, group, inside, separator, type StepContext, type StepReply } from './step';

interface DataItem extends vscode.QuickPickItem {
  readonly data?: DataSource;
  readonly does?: 'browse' | 'hub';
}

interface FoundFile {
  readonly uri: vscode.Uri;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly changed: number;
}

const MOST_LOOKED_AT = 500;
const MOST_SHOWN = 100;
const EXAMPLE = 'stanfordnlp/imdb';

export async function askData({ frame, choices, facts }: StepContext): Promise<StepReply> {
  for (;;) {
    const reply = await askPick<DataItem>(frame, {
      items: otherwise(),
      placeholder: vscode.l10n.t('Looking for data files…'),
      later: [dataFiles(facts).then((files) => dataRows(files, choices.data))],
      taken: ([item]) => (item?.data !== undefined || item?.does !== undefined ? [item] : undefined),
    });
    if (reply.kind !== 'answer') {
      return reply;
    }
    const data = await resolved(inside(frame), choices.data, reply.value[0]);
    if (data.kind === 'answer' && data.value.isLocal && (await isRefused(data.value, facts))) {
      continue;
    }
    if (data.kind === 'answer') {
      // The look is under way while the next question is read.
      void facts.columns({ ...choices, data: data.value });
      return answer({ data: data.value });
    }
    if (data.kind !== 'back') {
      return data;
    }
  }
}

async function resolved(
  frame: Frame,
  before: DataSource | undefined,
  item: DataItem | undefined,
): Promise<Reply<DataSource>> {
  if (item?.does === 'hub') {
    return typeDataset(frame, before);
  }
  const data = item?.does === 'browse' ? await browse() : item?.data;
  return data === undefined ? { kind: 'back' } : { kind: 'answer', value: data };
}

function dataRows(files: readonly FoundFile[], before: DataSource | undefined): Rows<DataItem> {
  const items = files.map(fileItem);
  const elsewhere: DataItem[] =
    before === undefined || items.some(({ data }) => data?.name === before.name)
      ? []
      : [{ label: before.name, description: vscode.l10n.t('chosen before'), data: before }];
  return {
    placeholder:
      items.length === 0
        ? vscode.l10n.t('There is no JSON Lines, JSON, CSV, TSV or Parquet file in this workspace')
        : vscode.l10n.t('What is it to learn from? The newest file comes first'),
    items: [...elsewhere, ...group(vscode.l10n.t('Workspace'), items), ...otherwise()],
    active: elsewhere[0] ?? items.find(({ data }) => data?.name === before?.name) ?? items[0],
  };
}

function fileItem({ uri, size, changed }: FoundFile): DataItem {
  const path = vscode.workspace.asRelativePath(uri);
  const place = path.lastIndexOf('/');
  return {
    label: `$(file) ${path.slice(place + 1)}`,
    description: [
      path.slice(0, Math.max(0, place)),
      formatSize(size),
      relativeTime(changed / 1000, Date.now() / 1000, vscode.env.language),
    ]
      .filter((part) => part !== '')
      .join(' · '),
    data: fileSource(uri),
  };
}

const otherwise = (): DataItem[] => [
  separator(vscode.l10n.t('Other data')),
  { label: vscode.l10n.t('$(folder-opened) Browse…'), does: 'browse' },
  { label: vscode.l10n.t('$(globe) A dataset of the Hub…'), does: 'hub' },
];

/** A file that holds credentials may be chosen by hand, and is not taken. */
async function isRefused({ uri }: DataSource, facts: Facts): Promise<boolean> {
  const looked = await facts.credentials([vscode.Uri.parse(uri)]);
  if (looked.kind === 'failed' || looked.value.credentials.length === 0) {
    // Where the server cannot say, it does not look into the file either.
    return false;
  }
  // Not awaited: another file can be chosen beside the words.
  void vscode.window.showWarningMessage(looked.value.message ?? '');
  return true;
}

/** The newest first, without those that hold credentials. */
async function dataFiles(facts: Facts): Promise<readonly FoundFile[]> {
  const uris = await vscode.workspace.findFiles(DATA_FILES, NOT_DATA_FOLDERS, MOST_LOOKED_AT);
  const files = await Promise.all(uris.filter(({ path }) => isDataFile(path)).map(found));
  const newest = files
    .flat()
    .sort((one, other) => other.changed - one.changed)
    .slice(0, MOST_SHOWN);
  const looked = await facts.credentials(newest.map(({ uri }) => uri));
  if (looked.kind === 'failed') {
    return [];
  }
  const refused = new Set(looked.value.credentials);
  return newest.filter(({ uri }) => !refused.has(uri.toString()));
}

async function found(uri: vscode.Uri): Promise<readonly FoundFile[]> {
  try {
    const { size, mtime } = await vscode.workspace.fs.stat(uri);
    return [{ uri, size, changed: mtime }];
  } catch {
    // Gone in the meantime.
    return [];
  }
}

async function typeDataset(frame: Frame, before: DataSource | undefined): Promise<Reply<DataSource>> {
  const typed = await askText(frame, {
    prompt: vscode.l10n.t(
      'Id of a dataset on the Hub. The script downloads it when it runs, so its columns are not looked at here.',
    ),
    placeholder: EXAMPLE,
    value: before?.isLocal === false ? before.name : '',
    fault: (text) =>
      datasetId(text) === undefined
        ? vscode.l10n.t('Not a repository id. An example: {0}', EXAMPLE)
        : undefined,
  });
  const name = typed.kind === 'answer' ? datasetId(typed.value) : undefined;
  if (typed.kind !== 'answer') {
    return typed;
  }
  return name === undefined ? { kind: 'back' } : { kind: 'answer', value: { isLocal: false, name, uri: '' } };
}

function datasetId(text: string): string | undefined {
  const address = parseRepository(text);
  return address?.repoType === undefined || address.repoType === 'dataset' ? address?.repoId : undefined;
}

async function browse(): Promise<DataSource | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Data to Learn From'),
    openLabel: vscode.l10n.t('Choose'),
    filters: { [vscode.l10n.t('Data')]: [...DATA_SUFFIXES] },
  });
  const [uri] = chosen ?? [];
  return uri && fileSource(uri);
}
