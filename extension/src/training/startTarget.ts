// What is to be started: a script, a `*.run.json`, a specification; asked for when nobody has said.
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { type RunSpec, TRAINING_READ_FILE } from '../protocol';
import type { StartArgument } from './arguments';
import type { Draft } from './draft';
import type { LastStarts } from './lastStarts';
import { RUN_FILE } from './runFile';

const PYTHON_FILE = /\.py$/i;
const MOST_RUN_FILES = 100;

export type Target =
  | { readonly kind: 'draft'; readonly draft: Draft; readonly questions: boolean }
  | { readonly kind: 'newScript' };

export class StartTargets {
  constructor(
    private readonly server: LanguageServer,
    private readonly lastStarts: LastStarts,
  ) {}

  /** Undefined: the user would rather not, or has been told why that cannot be started. */
  async find(argument: StartArgument): Promise<Target | undefined> {
    if (argument.kind === 'spec') {
      const { spec } = argument;
      const folder = workspaceFolder(vscode.Uri.parse(spec.script));
      return { kind: 'draft', draft: { spec, folder, file: undefined }, questions: false };
    }
    const uri = argument.kind === 'file' ? argument.uri : activeFile();
    return uri ? this.target(uri) : this.choose();
  }

  async choose(): Promise<Target | undefined> {
    const uri = await this.pick();
    return uri === 'newScript' ? { kind: 'newScript' } : uri && this.target(uri);
  }

  private async target(given: vscode.Uri): Promise<Target | undefined> {
    const uri = await saved(given);
    if (uri === undefined) {
      return undefined;
    }
    if (uri.scheme !== 'file' || !(PYTHON_FILE.test(uri.path) || RUN_FILE.test(uri.path))) {
      await vscode.window.showErrorMessage(
        vscode.l10n.t('Training runs start from a Python file or a *.run.json, not from {0}.', uri.path),
      );
      return undefined;
    }
    if (RUN_FILE.test(uri.path)) {
      const spec = await this.server.request(TRAINING_READ_FILE, { uri: uri.toString() });
      await saved(vscode.Uri.parse(spec.script));
      const folder = workspaceFolder(uri);
      return { kind: 'draft', draft: { spec, folder, file: uri }, questions: false };
    }
    const spec: RunSpec = { script: uri.toString(), ...this.lastStarts.of(uri.toString()) };
    return { kind: 'draft', draft: { spec, folder: workspaceFolder(uri), file: undefined }, questions: true };
  }

  private async pick(): Promise<vscode.Uri | 'newScript' | undefined> {
    const files = await vscode.workspace.findFiles('**/*.run.json', undefined, MOST_RUN_FILES);
    const item = (uri: vscode.Uri, icon: string, description = ''): FileItem => ({
      label: `$(${icon}) ${uri.path.slice(uri.path.lastIndexOf('/') + 1)}`,
      description: description || vscode.workspace.asRelativePath(uri),
      target: uri,
    });
    const open = openFiles();
    const recent = this.lastStarts.scripts
      .map((script) => vscode.Uri.parse(script))
      .filter((uri) => !open.some((each) => each.toString() === uri.toString()));
    const items: FileItem[] = [
      ...group(
        vscode.l10n.t('Open'),
        open.map((uri) => item(uri, 'file-code')),
      ),
      ...group(
        vscode.l10n.t('Started Before'),
        recent.map((uri) => item(uri, 'history')),
      ),
      ...group(
        vscode.l10n.t('Run Files'),
        files.map((uri) => item(uri, 'json')),
      ),
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      { label: `$(folder-opened) ${vscode.l10n.t('Browse…')}`, target: 'browse' },
      { label: `$(new-file) ${vscode.l10n.t('New Fine-Tuning Script…')}`, target: 'newScript' },
    ];
    const chosen = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Start Training Run'),
      placeHolder: vscode.l10n.t('Which script'),
      matchOnDescription: true,
    });
    return chosen?.target === 'browse' ? browse() : chosen?.target;
  }
}

interface FileItem extends vscode.QuickPickItem {
  readonly target?: vscode.Uri | 'browse' | 'newScript';
}

function group(label: string, items: readonly FileItem[]): readonly FileItem[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

async function browse(): Promise<vscode.Uri | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      filters: { [vscode.l10n.t('Training script or run')]: ['py', 'json'] },
      title: vscode.l10n.t('Script of the Training Run'),
      openLabel: vscode.l10n.t('Choose'),
    })) ?? [];
  return chosen;
}

function isStartable({ path, scheme }: vscode.Uri): boolean {
  return (scheme === 'file' || scheme === 'untitled') && (PYTHON_FILE.test(path) || RUN_FILE.test(path));
}

function activeFile(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document && (document.languageId === 'python' || RUN_FILE.test(document.uri.path))
    ? document.uri
    : undefined;
}

function openFiles(): readonly vscode.Uri[] {
  const uris = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) => (input instanceof vscode.TabInputText ? input.uri : []))
    .filter(isStartable);
  return [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
}

/** What starts is what the editor shows. Undefined: the user would not save it. */
async function saved(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  return document && (document.isDirty || document.isUntitled) ? vscode.workspace.save(uri) : uri;
}

/** The workspace's folder that a file belongs to; without any, its own. */
export function workspaceFolder(uri: vscode.Uri): vscode.Uri {
  const folder = vscode.workspace.getWorkspaceFolder(uri) ?? vscode.workspace.workspaceFolders?.[0];
  return folder?.uri ?? vscode.Uri.joinPath(uri, '..');
}
