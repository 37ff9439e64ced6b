// Written by `npm run protocol` from server/transformers_workbench/protocol.py. Do not edit.
import { NotificationType, RequestType, RequestType0 } from 'vscode-languageclient/node';

export type TemplateSource = DocumentSource | FolderSource | RepositorySource;
export type RenderResult = Rendered | RenderFailed;

/**
 * What the editor tells the server in ``initialize``.
 *
 * Settings that the user may change later arrive again with ``SETTINGS``.
 */
export interface InitializationOptions {
  /**
   * Absolute path of the user's Python. ``None``: none was found; only the editor-side features work.
   */
  interpreter?: string | null;
  /**
   * The display language of the editor, for example ``ja``.
   */
  locale?: string;
  settings?: Settings | null;
}
/**
 * The user's settings the server acts on.
 */
export interface Settings {
  renderDeadlineSeconds?: number;
  memoryLimitMebibytes?: number;
}
/**
 * A package of the user's environment; ``version`` is ``None`` when it is not installed there.
 */
export interface PackageVersion {
  name: string;
  version: string | null;
  /**
   * What does not work without it, in the user's language; empty when it is installed.
   */
  neededFor: string;
  /**
   * What to install when it is missing, in pip's words.
   */
  requirement?: string;
}
/**
 * What the status bar shows. Sent whenever it changes.
 */
export interface ServerStatus {
  health: 'starting' | 'ok' | 'warning' | 'error';
  /**
   * One sentence in the user's language: what is the matter, or what is being used.
   */
  message: string;
  /**
   * Something slow is under way: an agent starts, a tokenizer loads.
   */
  busy?: boolean;
  interpreter?: string | null;
  pythonVersion?: string | null;
  packages?: PackageVersion[];
}
/**
 * A document the template is in: a jinja template, a tokenizer or processor configuration, or an
 * embedded template opened through ``Edit Embedded Template``.
 */
export interface DocumentSource {
  kind: 'document';
  uri: string;
  /**
   * The named template (``tool_use``, ``rag``…); ``None`` for the one the library would choose.
   */
  name?: string | null;
}
/**
 * A model folder.
 */
export interface FolderSource {
  kind: 'folder';
  uri: string;
  name?: string | null;
}
/**
 * A repository in the Hugging Face cache of the machine the server runs on.
 */
export interface RepositorySource {
  kind: 'repository';
  repoId: string;
  /**
   * A ref or a commit hash; ``None``: ``main``.
   */
  revision?: string | null;
  name?: string | null;
}
/**
 * One place of the source ladder: where a template is, or would be looked for next.
 */
export interface Rung {
  /**
   * For people: a path relative to the model folder, or the name of a guess.
   */
  label: string;
  /**
   * ``used`` won; ``shadowed`` exists but is not read; ``guess`` is no template of this model.
   */
  state: 'used' | 'shadowed' | 'guess';
  /**
   * Why, in the user's language.
   */
  detail: string;
  /**
   * The file to open; an embedded template's is that of its JSON document.
   */
  uri?: string | null;
  /**
   * The named template, when this is one of several.
   */
  name?: string | null;
}
/**
 * A variable that the template itself reads and the library does not always supply.
 */
export interface TemplateVariable {
  name: string;
  /**
   * The control that fits how the template uses it.
   */
  shape: 'boolean' | 'text' | 'json';
  /**
   * What ``x is defined``/``default(...)`` in the template suggests; ``None`` when nothing does.
   */
  default?: unknown;
  /**
   * Strings the template compares it with.
   */
  choices?: string[];
}
/**
 * The tokenizer beside the template.
 */
export interface TokenizerState {
  state: 'none' | 'loading' | 'ready' | 'failed';
  /**
   * What to do when there is none or it failed, in the user's language.
   */
  message: string;
  /**
   * Its class, for example ``Qwen2Tokenizer``.
   */
  name?: string | null;
  /**
   * The contents of all its special and added tokens: what the preview colours.
   */
  specialTokens?: string[];
}
/**
 * Asks what a source is made of, without rendering it.
 */
export interface InspectParams {
  source: DocumentSource | FolderSource | RepositorySource;
  /**
   * Whose tokenizer to use; ``None``: the one beside the template.
   */
  tokenizer?: DocumentSource | FolderSource | RepositorySource | null;
}
/**
 * What the preview needs to know of a source before and beside the rendered text.
 */
export interface Inspection {
  /**
   * For the panel's tab: the repository or folder, and the file.
   */
  title: string;
  ladder: Rung[];
  /**
   * The names of all its templates, ``default`` first; empty when there is just one.
   */
  names: string[];
  variables: TemplateVariable[];
  tokenizer: TokenizerState;
  /**
   * URIs whose change on disk or in an editor changes the rendering.
   */
  watched: string[];
  /**
   * The URI to open for the template's text: the jinja file or the JSON document it is embedded in.
   */
  document?: string | null;
  /**
   * For example ``transformers 5.23.0``.
   */
  library?: string;
  /**
   * Whether the template marks the assistant's text with ``{% generation %}``: no loss mask without.
   */
  tracksGeneration?: boolean;
}
/**
 * What is rendered. ``messages``, ``tools`` and ``documents`` are what the user typed, whatever it is:
 * the library answers for what it does not accept.
 */
export interface Conversation {
  messages: unknown;
  tools?: unknown;
  documents?: unknown;
  variables?: {
    [k: string]: unknown;
  };
  addGenerationPrompt?: boolean;
  continueFinalMessage?: boolean;
}
/**
 * Asks for the rendered prompt.
 *
 * Of several requests of one ``panel``, only the newest is worth an answer: the others end with
 * ``RequestCancelled`` before they reach an agent.
 */
export interface RenderParams {
  panel: string;
  source: DocumentSource | FolderSource | RepositorySource;
  conversation: Conversation;
  tokenizer?: DocumentSource | FolderSource | RepositorySource | null;
  /**
   * The version of the open document that the user sees; the server waits until it has that one.
   */
  version?: number | null;
}
/**
 * Why there is no rendering. ``start``/``end`` are positions in ``uri``, zero-based, when known.
 */
export interface Problem {
  /**
   * A stable name out of the server's table of reasons, for example ``template-syntax``.
   */
  reason: string;
  /**
   * What happened, in the user's language; the library's own words stay its own.
   */
  message: string;
  /**
   * What to do next, in the user's language.
   */
  advice: string;
  uri?: string | null;
  line?: number | null;
  character?: number | null;
  endLine?: number | null;
  endCharacter?: number | null;
  /**
   * More for the output channel: never a token, never a whole template.
   */
  detail?: string;
  /**
   * The button that helps: install what is missing, choose another interpreter…
   */
  action?: 'none' | 'install' | 'interpreter' | 'restart' | 'output';
  /**
   * With ``install``: what to install, in pip's words.
   */
  install?: string[];
}
/**
 * A rendered prompt.
 */
export interface Rendered {
  kind: 'rendered';
  /**
   * Grows with every answer of this server; ``TOKENIZE`` refers to it.
   */
  sequence: number;
  text: string;
  /**
   * The special tokens came from the files, because the tokenizer is still loading.
   */
  provisional: boolean;
  /**
   * What the library itself took.
   */
  milliseconds: number;
  /**
   * The exact Python that gives this text.
   */
  pythonCall: string;
}
/**
 * No rendering. The panel keeps the last good one.
 */
export interface RenderFailed {
  kind: 'failed';
  sequence: number;
  problem: Problem;
}
/**
 * Asks for the tokens and the message boundaries of the newest rendering of ``panel``.
 */
export interface TokenizeParams {
  panel: string;
  sequence: number;
}
/**
 * A preview is gone: its problems and its last rendering can go too.
 */
export interface PanelClosed {
  panel: string;
}
/**
 * A stretch of the rendered text and whom it belongs to.
 *
 * ``message`` is the index in the conversation; ``None`` with part ``prompt`` is the generation
 * prompt, ``None`` with part ``frame`` what the template adds by itself (a preamble, tools…).
 */
export interface MessageSpan {
  start: number;
  end: number;
  part: 'message' | 'prompt' | 'frame';
  message?: number | null;
  role?: string | null;
  /**
   * How many tokens start inside it; ``None`` without a tokenizer.
   */
  tokens?: number | null;
}
/**
 * Tokens as columns: the n-th token is the n-th entry of each.
 */
export interface TokenizeResult {
  sequence: number;
  /**
   * ``provisional``: straight from ``tokenizer.json`` while the library loads its tokenizer.
   */
  state: 'exact' | 'provisional' | 'unavailable';
  /**
   * Why there are none, or why they are provisional, in the user's language.
   */
  message: string;
  spans: MessageSpan[];
  ids?: number[];
  starts?: number[];
  ends?: number[];
  /**
   * As the vocabulary writes them, for example ``Ġworld``.
   */
  pieces?: string[];
  /**
   * Indices of the special tokens.
   */
  special?: number[];
  /**
   * Indices of the tokens inside ``{% generation %}``; ``None`` when the template does not mark any.
   */
  loss?: number[] | null;
  tokenizer?: TokenizerState | null;
}
/**
 * A conversation to start from.
 */
export interface Preset {
  id: string;
  title: string;
  conversation: Conversation;
}
/**
 * All presets, in the order to show them.
 */
export interface PresetList {
  presets: Preset[];
}
/**
 * Asks for everything that could be previewed.
 */
export interface ModelsParams {
  /**
   * URIs of the workspace's folders.
   */
  folders: string[];
}
/**
 * A model folder in the workspace or a repository in the cache.
 */
export interface ModelEntry {
  source: DocumentSource | FolderSource | RepositorySource;
  label: string;
  detail: string;
  /**
   * Refs first, then commit hashes nothing points to.
   */
  revisions?: string[];
}
/**
 * ``warning`` says why the list may be incomplete: an unreadable cache, no huggingface_hub.
 */
export interface ModelList {
  models: ModelEntry[];
  warning?: string | null;
}
/**
 * Asks for the templates inside a JSON document.
 */
export interface EmbeddedParams {
  uri: string;
}
/**
 * A template inside a JSON document. ``pointer`` is a JSON pointer (RFC 6901) to its text.
 */
export interface EmbeddedTemplate {
  pointer: string;
  name: string;
  line: number;
  character: number;
  endLine: number;
  endCharacter: number;
}
/**
 * The templates of a JSON document, in its order; ``problem`` when it cannot be read.
 */
export interface EmbeddedList {
  templates: EmbeddedTemplate[];
  problem?: Problem | null;
}
/**
 * Asks for the text of one embedded template.
 */
export interface ReadEmbeddedParams {
  uri: string;
  pointer: string;
}
/**
 * The template's text, or why there is none.
 */
export interface EmbeddedText {
  text: string | null;
  problem?: Problem | null;
}
/**
 * Asks for the edit of the JSON document that makes ``text`` its template and changes nothing else.
 */
export interface EditEmbeddedParams {
  uri: string;
  pointer: string;
  text: string;
}
/**
 * Replace this range of the JSON document with ``new_text``; or why that cannot be done.
 */
export interface EmbeddedEdit {
  line?: number;
  character?: number;
  endLine?: number;
  endCharacter?: number;
  newText?: string;
  problem?: Problem | null;
}
/**
 * A tokenizer finished loading or failed: panels that use it should ask again.
 */
export interface TokenizerChanged {
  state: TokenizerState;
  /**
   * The model folder's URI.
   */
  folder: string;
}

export const SETTINGS = new NotificationType<Settings>('transformers/settings');
export const STATUS = new NotificationType<ServerStatus>('transformers/status');
export const INSPECT = new RequestType<InspectParams, Inspection, void>('transformers/chatTemplate/inspect');
export const RENDER = new RequestType<RenderParams, RenderResult, void>('transformers/chatTemplate/render');
export const TOKENIZE = new RequestType<TokenizeParams, TokenizeResult, void>(
  'transformers/chatTemplate/tokenize',
);
export const CLOSED = new NotificationType<PanelClosed>('transformers/chatTemplate/closed');
export const PRESETS = new RequestType0<PresetList, void>('transformers/chatTemplate/presets');
export const MODELS = new RequestType<ModelsParams, ModelList, void>('transformers/chatTemplate/models');
export const EMBEDDED = new RequestType<EmbeddedParams, EmbeddedList, void>(
  'transformers/chatTemplate/embedded',
);
export const READ_EMBEDDED = new RequestType<ReadEmbeddedParams, EmbeddedText, void>(
  'transformers/chatTemplate/readEmbedded',
);
export const EDIT_EMBEDDED = new RequestType<EditEmbeddedParams, EmbeddedEdit, void>(
  'transformers/chatTemplate/editEmbedded',
);
export const TOKENIZER_CHANGED = new NotificationType<TokenizerChanged>(
  'transformers/chatTemplate/tokenizerChanged',
);

export const EMBEDDED_SCHEME = 'transformers-template';
