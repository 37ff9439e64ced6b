// What the wizard asks the server, in the background where that is possible, and remembers until it is closed.
import * as vscode from 'vscode';
import type { LanguageServer } from '../../client/languageServer';
import { serverProblem } from '../../client/serverProblem';
import {
  CACHE_FILES,
  CACHE_LIST,
  type DataLook,
  type DataParams,
  type ModelList,
  MODELS,
  type Script,
  type ScriptChoices,
  type ScriptData,
  type ScriptModel,
  type ScriptModelParams,
  type ScriptOptions,
  TRAINING_DATA,
  TRAINING_SCRIPT,
  TRAINING_SCRIPT_DATA,
  TRAINING_SCRIPT_MODEL,
  TRAINING_SCRIPT_OPTIONS,
} from '../../protocol';
import type { Choices, DataSource } from './choices';
import { Memory, type Settled } from './memory';
import { USUAL } from './settings';
import type { Known } from './steps';

export class Facts implements vscode.Disposable {
  private readonly asking = new vscode.CancellationTokenSource();
  private readonly models = new Memory<ModelList>();
  private readonly optionsMemory = new Memory<ScriptOptions>();
  private readonly looks = new Memory<DataLook>();
  private readonly scriptModels = new Memory<ScriptModel>();

  constructor(private readonly server: LanguageServer) {}

  /** What was asked for and not answered yet is not wanted any more. */
  dispose(): void {
    this.asking.cancel();
    this.asking.dispose();
  }

  modelList(): Promise<Settled<ModelList>> {
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString());
    return this.models.ask('', () => this.server.request(MODELS, { folders }, this.asking.token));
  }

  options(): Promise<Settled<ScriptOptions>> {
    return this.optionsMemory.ask('', () => this.server.ask(TRAINING_SCRIPT_OPTIONS, this.asking.token));
  }

  /** Which of the files are there to hold credentials: those are no data. Not remembered: files change. */
  async credentials(uris: readonly vscode.Uri[]): Promise<Settled<ScriptData>> {
    try {
      const params = { uris: uris.map(String) };
      const value = await this.server.request(TRAINING_SCRIPT_DATA, params, this.asking.token);
      return { kind: 'answer', value };
    } catch (error) {
      return { kind: 'failed', error };
    }
  }

  /** Which columns there are. Undefined: there is nothing to look at, it is a repository of the Hub. */
  columns(choices: Choices): Promise<Settled<DataLook>> | undefined {
    return choices.data?.isLocal ? this.lookWith(lookParams(choices)) : undefined;
  }

  /** A look at the columns and the length that were chosen; the first one where it was at the same. */
  async look(choices: Choices): Promise<Settled<DataLook> | undefined> {
    const first = await this.columns(choices);
    if (first?.kind !== 'answer') {
      return first;
    }
    const { textColumn, labelColumn } = first.value;
    const params = lookParams(choices);
    return this.lookWith({
      ...params,
      maxLength: choices.settings?.maxLength ?? params.maxLength,
      textColumn: choices.textColumn === textColumn ? '' : (choices.textColumn ?? ''),
      labelColumn: choices.labelColumn === labelColumn ? '' : (choices.labelColumn ?? ''),
    });
  }

  /** The model's modules for the method that was chosen. */
  scriptModel(choices: Choices): Promise<Settled<ScriptModel>> | undefined {
    const params = modelParams(choices);
    return params && this.askModel(params);
  }

  /** Whether names match something, and how many parameters they make trainable. */
  checkedModel(
    choices: Choices,
    targetModules: readonly string[],
  ): Promise<Settled<ScriptModel>> | undefined {
    const params = modelParams(choices);
    return params && this.askModel({ ...params, targetModules: [...targetModules] });
  }

  /** The `config.json` of a model in the cache; undefined: it has none there, or nobody knows. */
  async cachedConfig(model: string): Promise<vscode.Uri | undefined> {
    const { token } = this.asking;
    const { roots } = await this.server.request(CACHE_LIST, { look: 'changes' }, token);
    const root = roots.find(({ active }) => active);
    const repo = root?.repos.find(({ repoId, repoType }) => repoType === 'model' && repoId === model);
    const revision = repo?.revisions[0]?.commitHash;
    if (root === undefined || repo === undefined || revision === undefined) {
      return undefined;
    }
    const params = { root: root.path, name: repo.name, revision };
    const { files } = await this.server.request(CACHE_FILES, params, token);
    const config = files.find(({ path }) => path === 'config.json');
    return config && vscode.Uri.parse(config.uri);
  }

  /** Not remembered: the folder may have changed since. */
  async script(choices: ScriptChoices, folder: vscode.Uri): Promise<Settled<Script>> {
    try {
      const params = { choices, folder: folder.toString() };
      return { kind: 'answer', value: await this.server.request(TRAINING_SCRIPT, params, this.asking.token) };
    } catch (error) {
      return { kind: 'failed', error };
    }
  }

  /** For the ways between the steps: what is certain by now. */
  known(choices: Choices): Known {
    const params = modelParams(choices);
    const model = params && this.scriptModels.known(JSON.stringify(params));
    const look = this.looks.known(JSON.stringify(lookParams(choices)));
    return { look: look && valueOf(look), model: model && valueOf(model) };
  }

  /** After an installation everything may be different. */
  forget(): void {
    [this.optionsMemory, this.looks, this.scriptModels].forEach((memory) => memory.forget());
  }

  private lookWith(params: Required<DataParams>): Promise<Settled<DataLook>> {
    return this.looks.ask(JSON.stringify(params), () =>
      this.server.request(TRAINING_DATA, params, this.asking.token),
    );
  }

  private askModel(params: ScriptModelParams): Promise<Settled<ScriptModel>> {
    return this.scriptModels.ask(JSON.stringify(params), () =>
      this.server.request(TRAINING_SCRIPT_MODEL, params, this.asking.token),
    );
  }
}

/** Why there is no answer, in words. */
export function failureText(error: unknown): string {
  const problem = serverProblem(error);
  return problem
    ? `${problem.message} ${problem.advice}`.trim()
    : vscode.l10n.t('The output of Transformers Workbench has the details.');
}

export function fileSource(uri: vscode.Uri): DataSource {
  return { isLocal: true, name: uri.fsPath, uri: uri.toString() };
}

function lookParams({ data, model = '' }: Choices): Required<DataParams> {
  return { uri: data?.uri ?? '', model, maxLength: USUAL.maxLength, textColumn: '', labelColumn: '' };
}

function modelParams({ model, taskType, method }: Choices): ScriptModelParams | undefined {
  return model === undefined || taskType === undefined
    ? undefined
    : { model, taskType, method: method ?? '', targetModules: [] };
}

function valueOf<T>(settled: Settled<T>): T | 'failed' {
  return settled.kind === 'answer' ? settled.value : 'failed';
}
