import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { EDIT_EMBEDDED, EMBEDDED_SCHEME, type EmbeddedEdit, type Problem, READ_EMBEDDED } from '../protocol';
import { type EmbeddedPlace, embeddedPlace } from './embeddedUri';
import { applyEmbeddedEdit, valueAt } from './embeddedWrite';

/** Typing in the JSON document should not reload the template's editor at every key. */
const SETTLE_MILLISECONDS = 200;

interface Known {
  text: string;
  /** Ours, not the JSON file's: it moves exactly when this template's text does. */
  modified: number;
}

/** Templates inside JSON documents as files: read through the server, written back as one edit of the JSON. */
export class EmbeddedFiles implements vscode.FileSystemProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  private readonly known = new Map<string, Known>();
  private readonly registration: vscode.Disposable;

  constructor(private readonly server: LanguageServer) {
    this.registration = vscode.workspace.registerFileSystemProvider(EMBEDDED_SCHEME, this, {
      isCaseSensitive: true,
    });
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    await requireJson(place(uri));
    const known = this.known.get(uri.toString()) ?? (await this.load(uri));
    return {
      type: vscode.FileType.File,
      ctime: 0,
      mtime: known.modified,
      size: Buffer.byteLength(known.text),
    };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    await requireJson(place(uri));
    return new TextEncoder().encode((await this.load(uri)).text);
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const target = place(uri);
    const json = vscode.Uri.parse(target.uri);
    const text = new TextDecoder().decode(content);
    const open = vscode.workspace.textDocuments.find(
      (document) => document.uri.toString() === json.toString(),
    );
    if (open?.isDirty === true) {
      await this.editUnsaved(open, target, text);
    } else {
      await this.editOnDisk(json, target, text);
    }
    this.remember(uri, text);
  }

  watch(uri: vscode.Uri): vscode.Disposable {
    const target = embeddedPlace(uri.toString());
    if (target === undefined) {
      return new vscode.Disposable(() => undefined);
    }
    const json = vscode.Uri.parse(target.uri);
    let timer: NodeJS.Timeout | undefined;
    const settle = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => void this.refresh(uri), SETTLE_MILLISECONDS);
    };
    const folder = vscode.Uri.joinPath(json, '..');
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(folder, json.path.slice(json.path.lastIndexOf('/') + 1)),
    );
    return vscode.Disposable.from(
      watcher,
      watcher.onDidChange(settle),
      watcher.onDidCreate(settle),
      watcher.onDidDelete(() => {
        this.known.delete(uri.toString());
        this.changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
      }),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document.uri.toString() === json.toString()) {
          settle();
        }
      }),
      new vscode.Disposable(() => clearTimeout(timer)),
    );
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }

  private async load(uri: vscode.Uri): Promise<Known> {
    const answer = await this.server.request(READ_EMBEDDED, place(uri));
    if (answer.text === null) {
      throw failure(answer.problem);
    }
    return this.remember(uri, answer.text);
  }

  private remember(uri: vscode.Uri, text: string): Known {
    const key = uri.toString();
    const before = this.known.get(key);
    if (before?.text === text) {
      return before;
    }
    const now = { text, modified: Math.max(Date.now(), (before?.modified ?? 0) + 1) };
    this.known.set(key, now);
    return now;
  }

  private async refresh(uri: vscode.Uri): Promise<void> {
    const before = this.known.get(uri.toString());
    try {
      if ((await this.load(uri)) !== before) {
        this.changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
      }
    } catch {
      // The JSON is being edited and broken for the moment: the template keeps what it had.
    }
  }

  /**
   * The usual way: the bytes on disk change exactly where the template is. Saving the document instead would run
   * whatever the user lets run on save, and a formatter would change the rest of the file.
   */
  private async editOnDisk(json: vscode.Uri, target: EmbeddedPlace, text: string): Promise<void> {
    const bytes = await requireJson(target);
    const edit = await this.requestEdit(target, text);
    const result = applyEmbeddedEdit(bytes, edit);
    if (valueAt(new TextDecoder().decode(result), target.pointer) !== text) {
      throw vscode.FileSystemError.Unavailable(
        vscode.l10n.t('{0} has changed in the meantime. Nothing was written; save again.', json.fsPath),
      );
    }
    await vscode.workspace.fs.writeFile(json, result);
  }

  /** The JSON has other unsaved changes. Those are not ours to save: the edit joins them. */
  private async editUnsaved(json: vscode.TextDocument, target: EmbeddedPlace, text: string): Promise<void> {
    const edit = await this.requestEdit(target, text);
    const change = new vscode.WorkspaceEdit();
    change.replace(
      json.uri,
      new vscode.Range(edit.line ?? 0, edit.character ?? 0, edit.endLine ?? 0, edit.endCharacter ?? 0),
      edit.newText ?? '',
    );
    if (!(await vscode.workspace.applyEdit(change))) {
      throw vscode.FileSystemError.Unavailable(vscode.l10n.t('{0} could not be changed.', json.uri.fsPath));
    }
    void offerToSave(json);
  }

  private async requestEdit(target: EmbeddedPlace, text: string): Promise<EmbeddedEdit> {
    const edit = await this.server.request(EDIT_EMBEDDED, { ...target, text });
    if (edit.problem) {
      throw failure(edit.problem);
    }
    return edit;
  }
}

async function offerToSave(json: vscode.TextDocument): Promise<void> {
  const name = json.uri.path.slice(json.uri.path.lastIndexOf('/') + 1);
  const save = vscode.l10n.t('Save {0}', name);
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'The template was written into {0}, which has other unsaved changes and was not saved.',
      name,
    ),
    save,
  );
  if (answer === save) {
    await json.save();
  }
}

function place(uri: vscode.Uri): EmbeddedPlace {
  const target = embeddedPlace(uri.toString());
  if (target === undefined) {
    throw vscode.FileSystemError.FileNotFound(uri);
  }
  return target;
}

async function requireJson(target: EmbeddedPlace): Promise<Uint8Array> {
  const json = vscode.Uri.parse(target.uri);
  try {
    return await vscode.workspace.fs.readFile(json);
  } catch {
    throw vscode.FileSystemError.FileNotFound(
      vscode.l10n.t('{0}, which held this template, is gone or cannot be read.', json.fsPath),
    );
  }
}

function failure(problem: Problem | null | undefined): vscode.FileSystemError {
  const words = problem ? `${problem.message} ${problem.advice}`.trim() : '';
  return vscode.FileSystemError.Unavailable(words || vscode.l10n.t('The template cannot be read.'));
}
