// Written by `npm run protocol` from server/transformers_workbench/protocol. Do not edit.
import { NotificationType, RequestType, RequestType0 } from 'vscode-languageclient/node';

export type TemplateSource = DocumentSource | FolderSource | RepositorySource;
export type RenderResult = Rendered | RenderFailed;

/**
 * A token that the editor keeps in its own secret store.
 */
export interface EditorToken {
  name: string;
  handle: string;
}
/**
 * Says which token of the editor's secret store is in use from now on: whatever asks the Hub gets it as
 * ``HF_TOKEN``. ``None``: none, so that the library finds its own.
 */
export interface AuthUseParams {
  token?: EditorToken | null;
}
/**
 * The token that the library uses.
 */
export interface TokenInUse {
  /**
   * What may be shown of it, for example ``hf_…abcd``.
   */
  shown: string;
  /**
   * The name it is stored under, in the editor or by huggingface_hub.
   */
  name: string | null;
  /**
   * Where it comes from.
   */
  kind: 'editor' | 'environment' | 'file' | 'oidc' | 'colab' | 'unknown';
  /**
   * The same in the user's language.
   */
  place: string;
}
/**
 * A token in huggingface_hub's own file, as ``hf auth list`` has it.
 */
export interface StoredToken {
  name: string;
  shown: string;
  /**
   * It equals the one in use.
   */
  isActive: boolean;
  /**
   * Seconds since the epoch, where the library keeps it.
   */
  expiresAt?: number | null;
}
/**
 * What is known of the tokens without asking the Hub.
 */
export interface AccountStatus {
  token: TokenInUse | null;
  /**
   * In the user's language: which token is in use and from where, what it wins over.
   */
  words: string[];
  /**
   * What is the matter with huggingface_hub's files, and what to do; empty when all is well.
   */
  findings: string[];
  stored: StoredToken[];
  endpoint: string;
  /**
   * Whether the installed huggingface_hub can sign in with a browser.
   */
  hasDeviceCode: boolean;
  /**
   * For example ``huggingface_hub 1.2.3``.
   */
  library: string;
  /**
   * URIs of huggingface_hub's own files: whoever changes them changes this answer.
   */
  files: string[];
}
/**
 * Asks the Hub about one token: that of ``handle``, else the stored ``name``, else the one in use.
 */
export interface AuthCheckParams {
  handle?: string | null;
  name?: string | null;
}
/**
 * What the Hub says of a token.
 */
export interface TokenCheck {
  /**
   * ``unchecked``: the Hub did not answer.
   */
  state: 'valid' | 'unchecked' | 'invalid' | 'expired' | 'missing';
  /**
   * Why it is not ``valid`` and what to do, in the user's language.
   */
  message: string;
  shown?: string;
  account?: string;
  /**
   * The name it has on the Hub.
   */
  name?: string | null;
  /**
   * ``read``, ``write``, ``fineGrained``, or whatever the Hub says.
   */
  role?: string | null;
  /**
   * The same in the user's language.
   */
  roleWords?: string;
  organizations?: string[];
  /**
   * A line for each thing a fine-grained token may do.
   */
  scopes?: string[];
  canReadGated?: boolean | null;
  /**
   * When, in the Hub's words (ISO 8601).
   */
  expiresAt?: string | null;
  /**
   * Gentle advice in the user's language: a write token where a read token is enough.
   */
  hint?: string;
}
/**
 * Keeps the token of ``handle`` in huggingface_hub's own file and makes it the active one. ``name``: by
 * default the one it has on the Hub. One that the Hub refuses is not stored.
 */
export interface AuthStoreParams {
  handle: string;
  name?: string | null;
}
/**
 * A token that was received. ``handle``: where the editor gets it, when the editor is to keep it.
 */
export interface AuthStored {
  name: string;
  check: TokenCheck;
  status: AccountStatus;
  handle?: string | null;
  /**
   * Where the editor gets what the token is renewed with, when it can be.
   */
  refreshHandle?: string | null;
}
/**
 * A token in huggingface_hub's own file.
 */
export interface AuthNameParams {
  name: string;
}
/**
 * Deletes a token from huggingface_hub's own file; ``None``: every one.
 */
export interface AuthSignOutParams {
  name?: string | null;
}
/**
 * What to do in a browser to sign in.
 */
export interface DeviceCode {
  userCode: string;
  url: string;
  /**
   * The same with the code filled in.
   */
  completeUrl: string;
  /**
   * Seconds.
   */
  expiresIn: number;
}
/**
 * Waits until the code requested last is confirmed; cancelling the request gives up. ``keep``: who keeps
 * the token then.
 */
export interface AwaitCodeParams {
  keep: 'editor' | 'file';
  name?: string | null;
}
/**
 * Asks the Hub for a new token in place of one that is about to end. ``handle``: what it is renewed with.
 * The Hub may not take that a second time.
 */
export interface AuthRenewParams {
  handle: string;
}
/**
 * A new token. ``handle``: where the editor gets it; ``refresh_handle``: what the next one comes with.
 */
export interface AuthRenewed {
  handle: string;
  refreshHandle: string;
  shown: string;
  /**
   * When (ISO 8601).
   */
  expiresAt: string | null;
}
/**
 * Asks whether the token in use may read a repository. ``fresh``: what was answered a moment ago does not
 * do.
 */
export interface AuthAccessParams {
  repoId: string;
  repoType?: string;
  revision?: string | null;
  fresh?: boolean;
}
/**
 * Whether a repository may be read, and what to do when not.
 */
export interface AccessAnswer {
  repoId: string;
  repoType: string;
  revision: string | null;
  state:
    | 'public'
    | 'granted'
    | 'no-token'
    | 'invalid-token'
    | 'not-requested'
    | 'pending-or-denied'
    | 'scope-missing'
    | 'missing'
    | 'offline';
  /**
   * The state in a word or two, in the user's language.
   */
  label: string;
  /**
   * A sentence or two: what it means and what to do.
   */
  words: string;
  readable: boolean;
  /**
   * The next step.
   */
  next: 'none' | 'sign-in' | 'switch' | 'request' | 'requests' | 'token-settings' | 'retry';
  /**
   * Its button, in the user's language; empty with ``none``.
   */
  nextTitle: string;
  /**
   * The page of the next step, where it has one.
   */
  url: string;
  /**
   * The repository's page on the Hub.
   */
  page: string;
}
/**
 * Asks which repositories an open document names, those nearest to the line first.
 */
export interface AuthRepositoriesParams {
  uri: string;
  line?: number;
}
/**
 * A place in a document that names a repository on the Hub.
 */
export interface RepositoryMention {
  repoId: string;
  repoType: string;
  revision: string | null;
  line: number;
  character: number;
  endLine: number;
  endCharacter: number;
}
/**
 * The repositories of a document.
 */
export interface RepositoryMentions {
  mentions: RepositoryMention[];
}
/**
 * Asks what an error of a log or a terminal means. ``text``: any amount of it.
 */
export interface AuthExplainParams {
  text: string;
}
/**
 * What the text says of access to the Hub; ``None``: nothing that we know. ``excerpt`` is the line it
 * was found in, without secrets. The state is what the text tells; asking the Hub may know better.
 */
export interface AccessErrorExplained {
  answer: AccessAnswer | null;
  excerpt?: string;
}
/**
 * Asks the server to add a file to the ``.gitignore`` at the top of its repository (an edit of the
 * workspace, not saved).
 */
export interface AuthIgnoreParams {
  uri: string;
}
/**
 * What git knows of a file that holds a token.
 */
export interface AuthGitState {
  /**
   * ``known``: it is in the index or the history. ``open``: git would take it in. ``none``: there is no
   * repository.
   */
  state: 'known' | 'ignored' | 'open' | 'none';
  /**
   * What that means, in the user's language; empty when there is nothing to say.
   */
  message: string;
  /**
   * The ``.gitignore`` that was, or can be, changed.
   */
  ignoreUri?: string | null;
}
/**
 * A snapshot of a repository.
 */
export interface CacheRevision {
  commitHash: string;
  /**
   * Empty: the revision is detached.
   */
  refs: string[];
  /**
   * Bytes of its blobs, each counted once.
   */
  sizeOnDisk: number;
  /**
   * Bytes of the blobs that no other revision uses: what deleting it alone would free.
   */
  uniqueSize: number;
  fileCount: number;
  /**
   * Seconds since the epoch.
   */
  lastModified: number;
}
/**
 * A repository of the cache, or a folder that should be one.
 */
export interface CacheRepo {
  /**
   * The name of its folder, for example ``models--Qwen--Qwen3-0.6B``: it identifies the repository in
   * its root.
   */
  name: string;
  repoId: string;
  /**
   * ``model``, ``dataset``, ``space``, ``kernel``; empty when it is damaged beyond that.
   */
  repoType: string;
  sizeOnDisk: number;
  fileCount: number;
  /**
   * Seconds since the epoch; 0 when nothing is known.
   */
  lastAccessed: number;
  lastModified: number;
  /**
   * ``main`` first, then other refs, then detached ones, the newest first.
   */
  revisions: CacheRevision[];
  /**
   * Bytes of interrupted downloads in it.
   */
  incompleteSize: number;
  incompleteCount: number;
  markers: ('chat-template' | 'custom-code' | 'gated')[];
  /**
   * Why the library does not count it, in its own words.
   */
  damage: string | null;
  /**
   * Whether a file of the workspace names it; ``None``: not looked yet.
   */
  usedHere: boolean | null;
}
/**
 * What else fills the disk beside the repositories.
 */
export interface CacheExtra {
  kind: 'incomplete' | 'shared' | 'unused-shared' | 'xet' | 'assets' | 'datasets';
  label: string;
  path: string;
  /**
   * Bytes; each shared byte of a root counts in one place only.
   */
  size: number;
  /**
   * What it is and whether it may go, in the user's language.
   */
  detail: string;
}
/**
 * One cache folder.
 */
export interface CacheRoot {
  path: string;
  /**
   * The one that huggingface_hub uses; others were added by the setting.
   */
  active: boolean;
  /**
   * Why this folder, in the user's language: which variable or default decided.
   */
  reason: string;
  state: 'ok' | 'reading' | 'empty' | 'missing' | 'unreadable' | 'foreign';
  /**
   * What is the matter and what to do next; empty when all is well.
   */
  message: string;
  repos: CacheRepo[];
  extras: CacheExtra[];
  /**
   * Bytes of everything shown, every shared byte once.
   */
  sizeOnDisk: number;
  /**
   * Bytes free on its disk.
   */
  free: number | null;
  warnings: string[];
}
/**
 * Asks for the caches as they are known now; ``CACHE_CHANGED`` says when to ask again.
 */
export interface CacheListParams {
  /**
   * Folders beside the active one, absolute; ``~`` is understood.
   */
  roots?: string[];
  /**
   * The workspace's folders, URIs: where repositories may be named.
   */
  folders?: string[];
  /**
   * ``known`` answers at once; ``changes`` first looks at every folder; ``thorough`` at every blob.
   */
  look?: 'known' | 'changes' | 'thorough';
}
/**
 * The caches, the active one first. ``complete`` is false while some repositories are still being
 * read.
 */
export interface CacheList {
  roots: CacheRoot[];
  complete: boolean;
}
/**
 * Something in the caches changed, or more of them has been read.
 */
export interface CacheChanged {
  complete: boolean;
}
/**
 * A repository, one of its revisions, a file of a revision, an interrupted download, or an unused
 * shared blob.
 */
export interface CacheTarget {
  root: string;
  /**
   * The repository's folder; empty for a shared blob.
   */
  name: string;
  /**
   * A commit hash.
   */
  revision?: string | null;
  /**
   * A path inside of the revision; without ``revision`` the name of an incomplete or shared blob.
   */
  file?: string | null;
}
/**
 * Asks for the files of one revision.
 */
export interface CacheFilesParams {
  root: string;
  name: string;
  revision: string;
}
/**
 * A file of a revision.
 */
export interface CacheFile {
  /**
   * Inside of the revision, with ``/``.
   */
  path: string;
  size: number;
  uri: string;
  blobUri: string;
  /**
   * Another revision or repository uses the same blob.
   */
  shared: boolean;
}
/**
 * The files of one revision by path; or why they cannot be listed.
 */
export interface CacheFiles {
  files: CacheFile[];
  message?: string;
}
/**
 * Asks what could go: all detached revisions, all interrupted downloads, all blobs of the shared store
 * that no repository links, or the least recently used and unused here until ``bytes`` are freed.
 */
export interface CacheProposeParams {
  root: string;
  what: 'detached' | 'incomplete' | 'unused-shared' | 'free';
  /**
   * With ``free``: how many bytes to free, beside those that are free already.
   */
  bytes?: number;
  /**
   * Only of the repository in this folder; a shared blob belongs to none.
   */
  name?: string | null;
  folders?: string[];
}
/**
 * Asks what deleting these would do.
 */
export interface CachePlanParams {
  targets: CacheTarget[];
  folders?: string[];
}
/**
 * A place in the workspace that names a repository.
 */
export interface CacheMention {
  repoId: string;
  uri: string;
  line: number;
  character: number;
  /**
   * The line, trimmed.
   */
  text: string;
  /**
   * The revision it pins, when it names one that would go.
   */
  revision: string | null;
}
/**
 * A file that would go and is open in a process, or locked by a download.
 */
export interface CacheUse {
  path: string;
  /**
   * Name and pid; empty for a download's lock.
   */
  process: string;
}
/**
 * One of the targets, and what it would free by itself.
 */
export interface CachePlanItem {
  target: CacheTarget;
  label: string;
  detail: string;
  size: number;
  /**
   * Refs that would no longer exist.
   */
  refs: string[];
}
/**
 * What deleting the targets would do; nothing has been done yet.
 */
export interface CachePlan {
  items: CachePlanItem[];
  /**
   * Bytes, exactly: shared blobs go only with the last that uses them.
   */
  freed: number;
  mentions: CacheMention[];
  uses: CacheUse[];
  /**
   * Targets that cannot be deleted, and why, in the user's language.
   */
  problems: string[];
}
/**
 * Deletes the targets, one after the other. Cancelling the request stops between two of them.
 */
export interface CacheDeleteParams {
  targets: CacheTarget[];
  job: string;
}
/**
 * What became of one target; ``problem`` is empty when all went well.
 */
export interface CacheOutcome {
  target: CacheTarget;
  label: string;
  freed: number;
  problem: string;
}
/**
 * What a deletion did, also when it was cancelled midway.
 */
export interface CacheDeleted {
  outcomes: CacheOutcome[];
  freed: number;
  cancelled: boolean;
}
/**
 * Compares files with the checksums the Hub has of them. A target is a repository (all revisions)
 * or a revision.
 */
export interface CacheVerifyParams {
  targets: CacheTarget[];
  job: string;
}
/**
 * A file that is not what the Hub has.
 */
export interface CacheFault {
  /**
   * With revision and file.
   */
  target: CacheTarget;
  /**
   * ``missing``: it was there once. ``not-fetched``: it never was, which is no damage: somebody downloaded
   * only some of the files.
   */
  kind: 'missing' | 'mismatch' | 'extra' | 'not-fetched';
  detail: string;
}
/**
 * What was compared. ``problems`` are revisions that could not be: offline, gated, gone.
 */
export interface CacheVerified {
  checkedFiles: number;
  /**
   * Those that could be compared.
   */
  checkedRevisions: number;
  faults: CacheFault[];
  problems: CacheOutcome[];
  cancelled: boolean;
  /**
   * Not asked for any more: what is the last of ``problems`` would have been theirs, too.
   */
  skippedRevisions?: number;
}
/**
 * Downloads the bad and missing files again, those only.
 */
export interface CacheRepairParams {
  faults: CacheFault[];
  job: string;
  /**
   * Also the files that were never downloaded: nobody misses them before saying so.
   */
  notFetched?: boolean;
}
/**
 * What a repair fetched.
 */
export interface CacheRepaired {
  outcomes: CacheOutcome[];
  fetchedFiles: number;
  fetchedBytes: number;
  cancelled: boolean;
}
/**
 * Downloads a repository, or some of its files, into a root. Cancelling keeps what is there for the
 * next time.
 */
export interface CacheDownloadParams {
  root: string;
  repoId: string;
  job: string;
  repoType?: string;
  revision?: string | null;
  /**
   * Glob patterns as huggingface_hub's ``allow_patterns``; empty: all.
   */
  files?: string[];
}
/**
 * The snapshot's folder. ``problem`` and ``advice`` say why not: gated, missing, offline, disk full.
 */
export interface CacheDownloaded {
  folder: string | null;
  commitHash: string | null;
  /**
   * The repository's folder in its root.
   */
  name?: string | null;
  problem?: string;
  advice?: string;
  /**
   * Where access to a gated repository is asked for.
   */
  gatedUrl?: string | null;
  cancelled?: boolean;
}
/**
 * How far a job is.
 */
export interface CacheProgress {
  job: string;
  /**
   * Of ``total``, within this step.
   */
  done: number;
  /**
   * 0: not known yet.
   */
  total: number;
  unit: 'bytes' | 'items';
  /**
   * What is being worked on.
   */
  label: string;
  /**
   * Which step of the job this is, from 1 on.
   */
  step?: number;
  steps?: number;
}
/**
 * Asks for the model card of a revision.
 */
export interface CacheCardParams {
  root: string;
  name: string;
  revision: string;
}
/**
 * The model card's file, and the repository's page on the Hub.
 */
export interface CacheCard {
  uri: string | null;
  hubUrl: string;
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
/**
 * ``log``: the URI it was opened by.
 */
export interface LogParams {
  log: string;
}
/**
 * A log to follow until it is closed as often as it was opened. ``log``: URI of a run's folder, of a
 * file, or of a folder with checkpoints or event files; ``script``: URI of the script that wrote it, where
 * the log does not tell. Empty, and ``classes`` 0: not said, what the log tells holds. Of a log that is open
 * already the newest word holds, for all that have it open.
 */
export interface LogOpenParams {
  log: string;
  method?: '' | 'full' | 'lora' | 'prompt' | 'scratch';
  classes?: number;
  script?: string;
}
/**
 * One curve. ``points``: how many there are, those that are no number among them; ``last``: the newest
 * that is a number. ``derived``: reckoned from what was logged, as tokens per second.
 */
export interface LogMetric {
  name: string;
  points: number;
  last: number | null;
  derived?: boolean;
}
/**
 * One training of a log. ``key``: stable while the log is open; ``name``: for people, empty where there
 * is one only.
 */
export interface LogRun {
  key: string;
  name: string;
  rows: number;
  firstStep: number | null;
  lastStep: number | null;
  /**
   * Else rows are counted, from 1.
   */
  stepsKnown: boolean;
  /**
   * 0: unknown.
   */
  totalSteps: number;
  hasEpochs: boolean;
  hasTimes: boolean;
  finished: boolean;
  metrics: LogMetric[];
}
/**
 * Where a script says the value of an argument. ``line`` and the characters as the editor counts, from 0;
 * ``text``: what stands there, ``new_text``: what would, once it is changed.
 */
export interface ScriptPlace {
  uri: string;
  line: number;
  character: number;
  endCharacter: number;
  text: string;
  newText: string;
}
/**
 * An argument to change. Values as Python writes them; ``value`` empty: unknown. ``option``: it came by
 * the command line, as ``--learning_rate``, and a new start can say another. ``place`` ``None``: the script
 * is unknown, or does not say it in so many words.
 */
export interface FindingArgument {
  name: string;
  value: string;
  suggested: string;
  option?: string;
  place?: ScriptPlace | null;
}
/**
 * What a rule says of a run, in the user's language. ``steps`` are rows where the log has no steps.
 * ``causes``: the likeliest first.
 */
export interface LogFinding {
  rule: string;
  severity: 'error' | 'warning' | 'info';
  /**
   * The key of its run.
   */
  run: string;
  firstStep: number;
  lastStep: number;
  message: string;
  causes: string[];
  advice: string;
  argument?: FindingArgument | null;
}
/**
 * All that is known of a log but its points. ``generation`` grows when points that there were are others
 * now; as long as it stays, points are only added.
 */
export interface LogState {
  log: string;
  name: string;
  kind: 'run' | 'metrics' | 'trainer-state' | 'console' | 'events';
  generation: number;
  runs: LogRun[];
  findings: LogFinding[];
  /**
   * What may surprise about what was read.
   */
  notes: string[];
  /**
   * Of ``TrainingArguments``, as far as they are known: name → value for people.
   */
  arguments: {
    [k: string]: string;
  };
  method: '' | 'full' | 'lora' | 'prompt' | 'scratch';
  classes: number;
  /**
   * URI; empty: unknown.
   */
  script: string;
  /**
   * URI of what was printed; empty: there is none.
   */
  textLog: string;
  /**
   * Bytes.
   */
  textLogSize: number;
  /**
   * What was there when it was opened is not all read yet.
   */
  reading: boolean;
  /**
   * Why it cannot be read, or not any more: what happened and what to do.
   */
  problem?: string;
}
/**
 * Points of one curve from the ``after``-th on.
 */
export interface CurveParams {
  log: string;
  run: string;
  metric: string;
  axis: 'step' | 'epoch' | 'time';
  generation: number;
  after: number;
}
/**
 * A part of a curve. Numbers little-endian in base64: ``places`` doubles, ``values`` floats, ``nan`` and
 * ``inf`` among them. ``generation``: if it is not the one asked for, there are no points, and the curve
 * begins anew. ``more``: there are more after these.
 */
export interface Curve {
  generation: number;
  after: number;
  places: string;
  values: string;
  count: number;
  more: boolean;
}
/**
 * Lines of what was printed, the last ones before an offset in bytes; ``before`` -1: the end. ``search``:
 * only lines that contain this, whatever their case unless it has capitals.
 */
export interface LogLinesParams {
  log: string;
  search?: string;
  before?: number;
  limit?: number;
}
/**
 * ``offset``: where it begins, in bytes; ``text`` of a line that is drawn over and over: what stands
 * last.
 */
export interface LogLine {
  offset: number;
  text: string;
}
/**
 * In the order of the log. ``before``: ask with this for those that come before; 0: there are none.
 * ``complete``: the search came so far that it found all or ``limit``; else it can go on from ``before``.
 */
export interface LogLines {
  lines: LogLine[];
  before: number;
  complete?: boolean;
}
/**
 * ``logs``: URIs of open ones; ``target``: URI of the file to write, CSV.
 */
export interface LogExportParams {
  logs: string[];
  target: string;
}
/**
 * How many rows were written.
 */
export interface LogExported {
  rows: number;
}
/**
 * A finding of an open log, by its rule and run.
 */
export interface FindingFixParams {
  log: string;
  run: string;
  rule: string;
}
/**
 * Where to write what, in the script as it is in the editor now; ``None``: it does not say it any
 * more.
 */
export interface FindingFix {
  place: ScriptPlace | null;
}
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
  /**
   * Whether the editor can keep tokens itself: it has the command ``MOVE_TOKEN``.
   */
  keepsTokens?: boolean;
}
/**
 * The user's settings the server acts on.
 */
export interface Settings {
  renderDeadlineSeconds?: number;
  memoryLimitMebibytes?: number;
  /**
   * Whether the repositories that open documents name are checked without being asked for one by one.
   */
  checkAccess?: boolean;
  /**
   * Whether the user trusts the workspace. Otherwise nothing is started on its behalf: no run, no git.
   */
  trusted?: boolean;
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
 * A folder with event files in it or below it: what ``tensorboard --logdir`` is given.
 */
export interface LogFolder {
  uri: string;
  /**
   * For people: relative to the workspace where it lies inside.
   */
  label: string;
  /**
   * Why it is proposed: it holds event files; it is a run of this workbench; the open document writes
   * there; it is named as log folders are, and holds none yet.
   */
  reason: 'events' | 'run' | 'code' | 'convention';
  /**
   * The same in the user's language.
   */
  detail: string;
  /**
   * Sub-folders that have event files: the lines of a chart.
   */
  runs: number;
  /**
   * Bytes of its event files.
   */
  size: number;
  /**
   * Seconds since the epoch; 0 without event files.
   */
  lastWritten: number;
}
/**
 * Asks for the log folders of the workspace, the most recently written first.
 */
export interface LogFoldersParams {
  /**
   * The workspace's folders, URIs.
   */
  folders?: string[];
  /**
   * The open document: what its ``TrainingArguments`` or ``SummaryWriter`` would write comes first.
   */
  document?: string | null;
  /**
   * The folders that training runs are kept in, URIs.
   */
  runsFolders?: string[];
}
/**
 * ``truncated``: there was no time to look everywhere.
 */
export interface LogFolders {
  folders: LogFolder[];
  truncated?: boolean;
}
/**
 * A running server, of whichever window or command line.
 */
export interface TensorBoardServer {
  /**
   * Stable for its log folders.
   */
  id: string;
  /**
   * URIs.
   */
  folders: string[];
  /**
   * The folder's name; several joined.
   */
  title: string;
  /**
   * On loopback of the machine it runs on. Its address is asked for apart: it holds what opens it.
   */
  port: number;
  pid: number;
  /**
   * Seconds since the epoch.
   */
  started: number;
  /**
   * ``outdated``: an earlier version started it, and anybody on that machine can open it; opening its
   * folders starts another in its place.
   */
  state: 'running' | 'crashed' | 'outdated';
  /**
   * False: it waits for the first event file.
   */
  hasEvents: boolean;
  /**
   * A log folder is no longer there.
   */
  missing: boolean;
  /**
   * The URI of what it prints.
   */
  log: string;
  /**
   * Of its log, when it crashed.
   */
  lastLines?: string[];
}
/**
 * Every server of this user on this machine.
 */
export interface TensorBoardServers {
  servers: TensorBoardServer[];
}
/**
 * Starts a server on the folders, or finds the one that shows them already.
 */
export interface TensorBoardOpenParams {
  /**
   * URIs; several are compared.
   */
  folders: string[];
  /**
   * 0: any that is free.
   */
  port?: number;
  /**
   * It stops when nobody has looked for so long; 0: never.
   */
  idleMinutes?: number;
  /**
   * How often it reads the event files, and how often the page asks it.
   */
  reloadSeconds?: number;
}
/**
 * The server. ``reused``: it ran already. ``note``: what may surprise, in the user's language: that the
 * configured port was taken, for one.
 */
export interface TensorBoardOpened {
  server: TensorBoardServer;
  reused: boolean;
  note?: string;
}
/**
 * One server.
 */
export interface TensorBoardIdParams {
  id: string;
}
/**
 * Where a server is: an address on loopback of its machine, which the editor makes reachable. Whoever has
 * it sees the charts, so it goes through the pipe of secrets, and this is its handle there.
 */
export interface TensorBoardAddress {
  handle: string;
}
/**
 * Whether it ran until now.
 */
export interface TensorBoardStopped {
  wasRunning: boolean;
}
/**
 * A server started, stopped or crashed, or has its first events: whoever shows them asks again.
 */
export interface TensorBoardChanged {}
/**
 * What a run may compute on. ``id``: what a run is given: a GPU's number, ``mps``, ``cpu``.
 */
export interface Device {
  id: string;
  kind: 'cuda' | 'mps' | 'cpu';
  name: string;
  /**
   * For people: the name and how free it is, in the user's language.
   */
  label: string;
  /**
   * Bytes.
   */
  memoryTotal: number;
  memoryFree: number;
  /**
   * 0 to 1; ``None``: it does not tell.
   */
  load: number | null;
  /**
   * Of anybody, that hold memory of it.
   */
  processes: number;
  /**
   * The freest; the CPU when there is nothing else.
   */
  preselected: boolean;
}
/**
 * The CPU last. ``note``: what may surprise: that there is no GPU, that NVML does not answer.
 */
export interface Devices {
  devices: Device[];
  note?: string;
}
/**
 * A job instead of a process of this machine. ``time``: as ``sbatch --time`` takes it.
 */
export interface SlurmOptions {
  nodes?: number;
  gpusPerNode?: number;
  time?: string;
  partition?: string;
  account?: string;
  /**
   * More options of ``sbatch``, each as one word.
   */
  options?: string[];
}
/**
 * What to run: the same as a ``*.run.json`` says, with URIs made of its paths.
 */
export interface RunSpec {
  /**
   * URI of a Python file.
   */
  script: string;
  /**
   * Empty: the script's.
   */
  name?: string;
  arguments?: string[];
  /**
   * More variables. No secrets: the token in use comes by itself, as ``HF_TOKEN``.
   */
  environment?: {
    [k: string]: string;
  };
  /**
   * URI; empty: the workspace's folder, else the script's.
   */
  workingDirectory?: string;
  /**
   * Ids of devices; empty: the freest when it starts.
   */
  devices?: string[];
  /**
   * ``auto``: ``accelerate launch`` for several devices or with a configuration of accelerate's, else
   * Python.
   */
  launcher?: 'auto' | 'python' | 'accelerate';
  /**
   * 0: one a device. Several on the CPU are several processes of ``accelerate launch``.
   */
  processes?: number;
  /**
   * URI; empty: accelerate's own, where there is one.
   */
  accelerateConfig?: string;
  slurm?: SlurmOptions | null;
}
/**
 * ``folder``: the workspace's folder that it belongs to, a URI. ``runs_folder``: where its run would be,
 * to find one of the very same; empty: in the workspace's folder.
 */
export interface RunSpecParams {
  spec: RunSpec;
  folder: string;
  runsFolder?: string;
}
/**
 * What a start would do. ``text``: the command as a shell takes it; ``warnings`` in the user's
 * language.
 */
export interface RunPlan {
  command: string[];
  text: string;
  workingDirectory: string;
  devices: string[];
  /**
   * What is set besides the user's: shown, so no token is among it.
   */
  environment: {
    [k: string]: string;
  };
  /**
   * A token of the editor's goes along as ``HF_TOKEN``.
   */
  withToken: boolean;
  warnings?: string[];
  /**
   * What the script imports, or the launcher needs, and the interpreter does not have: requirements
   * for pip.
   */
  missingPackages?: string[];
  /**
   * URI of the folder of a run of the very same that is going on.
   */
  running?: string;
  /**
   * URIs of the local data files that the script or its arguments name, and that are there.
   */
  dataFiles?: string[];
}
/**
 * A ``*.run.json``.
 */
export interface RunFileParams {
  uri: string;
}
/**
 * A ``*.run.json`` as text, its paths relative to ``folder`` where they lie below it.
 */
export interface RunFileText {
  text: string;
}
/**
 * ``again``: also when the very same runs already.
 */
export interface RunStartParams {
  spec: RunSpec;
  folder: string;
  /**
   * URI of the folder that the run's folder is made in.
   */
  runsFolder: string;
  again?: boolean;
}
/**
 * How a run ended. ``cause``: a stable word, such as ``out-of-memory-cuda``; empty: nothing went
 * wrong.
 */
export interface RunExit {
  code: number | null;
  cause: string;
  message: string;
  advice: string;
}
/**
 * What a rule of the health room says of a run, in the user's language; the whole of it is told when the
 * run is opened. ``found``: when, in seconds since the epoch.
 */
export interface RunFinding {
  rule: string;
  severity: 'error' | 'warning' | 'info';
  message: string;
  advice: string;
  firstStep: number;
  lastStep: number;
  found: number;
}
/**
 * A run as it is now.
 */
export interface Run {
  id: string;
  name: string;
  /**
   * URI.
   */
  folder: string;
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'stopped' | 'lost';
  /**
   * The line beside its name: progress, loss and device while it runs, else the last metrics or the
   * cause.
   */
  detail: string;
  /**
   * Seconds since the epoch.
   */
  created: number;
  ended: number | null;
  step: number;
  /**
   * 0: unknown.
   */
  total: number;
  epoch: number | null;
  etaSeconds: number | null;
  /**
   * The last value of each.
   */
  metrics: {
    [k: string]: number;
  };
  devices: string[];
  host: string;
  /**
   * What was asked of it last, while it still runs.
   */
  stopping: '' | 'checkpoint' | 'terminate' | 'kill';
  canResume: boolean;
  /**
   * 1: it was never resumed.
   */
  attempt: number;
  exit?: RunExit | null;
  /**
   * The gravest first. Of a run that goes on they may go away again.
   */
  findings?: RunFinding[];
  /**
   * Whether this user's workbench started it, or the user adopted it. Another one is only shown.
   */
  ours?: boolean;
}
/**
 * ``folders``: URIs of folders that have runs' folders in them.
 */
export interface RunsParams {
  folders: string[];
}
/**
 * The newest first. ``warnings``: folders that could not be read.
 */
export interface Runs {
  runs: Run[];
  warnings?: string[];
}
/**
 * One run, by the URI of its folder.
 */
export interface RunParams {
  folder: string;
}
/**
 * A checkpoint or an adapter that a run wrote.
 */
export interface RunOutput {
  kind: 'checkpoint' | 'adapter' | 'model';
  uri: string;
  label: string;
  step: number | null;
  /**
   * Bytes.
   */
  size: number;
  written: number;
}
/**
 * All that there is of a run.
 */
export interface RunDetails {
  run: Run;
  /**
   * As a shell takes it.
   */
  command: string;
  spec: RunSpec;
  /**
   * Versions, git commit, GPU…: name → value, for people.
   */
  environment: {
    [k: string]: string;
  };
  /**
   * URI.
   */
  log: string;
  metricsFile: string;
  /**
   * URIs of folders for TensorBoard.
   */
  logDirs: string[];
  outputs: RunOutput[];
  pid: number | null;
  supervisorPid: number | null;
  /**
   * Of its log.
   */
  lastLines?: string[];
}
/**
 * ``level``: how hard. A checkpoint is saved first, and what does not answer is terminated, then
 * killed.
 */
export interface RunStopParams {
  folder: string;
  level?: 'checkpoint' | 'terminate' | 'kill';
}
/**
 * ``reused``: the very same ran already, started by another window or a moment ago; this is it.
 */
export interface RunStarted {
  run: Run;
  reused?: boolean;
}
/**
 * Bytes that were freed.
 */
export interface RunRemoved {
  freed: number;
}
/**
 * A run started, moved on or ended: whoever shows runs asks again.
 */
export interface RunsChanged {}
/**
 * For a script, read without running it; ``values`` win over what it says, by the names that
 * ``MemoryEstimate.values`` has.
 */
export interface EstimateParams {
  spec: RunSpec;
  folder: string;
  values?: {
    [k: string]: unknown;
  };
}
/**
 * ``label`` in the user's language; bytes.
 */
export interface MemoryPart {
  kind: 'weights' | 'adapter' | 'gradients' | 'optimizer' | 'activations' | 'overhead';
  label: string;
  size: number;
}
/**
 * What would make it smaller, and the size then.
 */
export interface MemoryRemedy {
  label: string;
  total: number;
  fits: boolean;
}
/**
 * Peak memory of one device. ``known``: false when the model could not be found; ``message`` says why.
 */
export interface MemoryEstimate {
  known: boolean;
  message: string;
  total?: number;
  /**
   * Bytes of the device chosen; of the machine for a CPU.
   */
  free?: number;
  fits?: boolean;
  parts?: MemoryPart[];
  remedies?: MemoryRemedy[];
  /**
   * What it reckoned with: model, method, rank, batch_size, max_length, precision, optimizer,
   * gradient_checkpointing.
   */
  values?: {
    [k: string]: unknown;
  };
  /**
   * Names of ``values`` that the script does not say.
   */
  assumed?: string[];
}
/**
 * ``uri``: a JSONL, JSON, CSV or Parquet file. ``model``: whose tokenizer counts; empty: none,
 * characters do.
 */
export interface DataParams {
  uri: string;
  model?: string;
  /**
   * 0: the tokenizer's own.
   */
  maxLength?: number;
  textColumn?: string;
  labelColumn?: string;
}
/**
 * ``examples``: a few values, shortened.
 */
export interface DataColumn {
  name: string;
  kind: 'text' | 'messages' | 'integer' | 'number' | 'boolean' | 'list' | 'object' | 'empty';
  /**
   * ``None``: too many to count.
   */
  distinct: number | null;
  examples: string[];
}
/**
 * A label and its rows.
 */
export interface DataClass {
  label: string;
  rows: number;
}
/**
 * What is wrong, or good to know, in the user's language.
 */
export interface DataFinding {
  severity: 'error' | 'warning' | 'info';
  rule: string;
  message: string;
  /**
   * The first of them, counted from 1.
   */
  rows?: number[];
}
/**
 * A look at the data: how much of it, how long, how it is labelled.
 */
export interface DataLook {
  rows: number;
  columns: DataColumn[];
  textColumn: string;
  labelColumn: string;
  classes: DataClass[];
  unbalanced: boolean;
  /**
   * ``median``, ``p95``, ``max`` in tokens, or in characters without a tokenizer; empty: no text.
   */
  lengths: {
    [k: string]: number;
  };
  inTokens: boolean;
  truncatedRows: number;
  /**
   * Whose answer carries no loss.
   */
  unlearnableRows: number;
  /**
   * Not every row was measured.
   */
  sampled: boolean;
  findings?: DataFinding[];
}
/**
 * One of several. ``value`` for the machine, the rest for people.
 */
export interface Choice {
  value: string;
  label: string;
  description?: string;
  recommended?: boolean;
}
/**
 * What the installed packages offer. ``missing_packages``: requirements for pip; the rest is empty
 * then.
 */
export interface ScriptOptions {
  taskTypes: Choice[];
  methods: Choice[];
  precisions: Choice[];
  missingPackages?: string[];
}
/**
 * ``uris``: files that might be data.
 */
export interface ScriptDataParams {
  uris: string[];
}
/**
 * ``credentials``: URIs of those that are there to hold credentials, which are never data. ``message``:
 * why the first of them is refused, in words; empty: there are none.
 */
export interface ScriptData {
  credentials: string[];
  message?: string;
}
/**
 * ``model``: a folder or an id in the cache; ``task_type`` and ``method`` as far as they were chosen.
 */
export interface ScriptModelParams {
  model: string;
  taskType: 'SEQ_CLS' | 'SEQ_2_SEQ_LM' | 'CAUSAL_LM' | 'TOKEN_CLS' | 'QUESTION_ANS' | 'FEATURE_EXTRACTION';
  method?: string;
  targetModules?: string[];
}
/**
 * A name that ``target_modules`` may have: the last part of modules' names, and how many have it.
 */
export interface TargetModule {
  name: string;
  count: number;
  /**
   * Of its weight, as ``384 × 384``.
   */
  shape: string;
  /**
   * The method would choose it by itself.
   */
  recommended: boolean;
}
/**
 * The real model's modules, made without its weights. ``problems``: names that match nothing, in
 * words.
 */
export interface ScriptModel {
  modules: TargetModule[];
  /**
   * ``all-linear`` may be chosen.
   */
  allLinear: boolean;
  parameters: number;
  /**
   * Parameters with the method and modules given; 0: not chosen yet.
   */
  trainable: number;
  problems?: string[];
  /**
   * Why there are no modules: the model is not here, or of an unknown kind.
   */
  message?: string;
}
/**
 * What the wizard asked.
 */
export interface ScriptChoices {
  model: string;
  taskType: 'SEQ_CLS' | 'SEQ_2_SEQ_LM' | 'CAUSAL_LM' | 'TOKEN_CLS' | 'QUESTION_ANS' | 'FEATURE_EXTRACTION';
  /**
   * As peft names it, ``LORA``; ``FULL``: without peft.
   */
  method: string;
  /**
   * Path of a local file, or a repository of the Hub.
   */
  data: string;
  dataIsLocal?: boolean;
  textColumn?: string;
  /**
   * For a causal model with conversations: empty.
   */
  labelColumn?: string;
  /**
   * Empty: peft's own choice; ``all-linear`` alone: every linear layer.
   */
  targetModules?: string[];
  precision?: string;
  batchSize?: number;
  gradientAccumulation?: number;
  /**
   * 0: suited to the method.
   */
  learningRate?: number;
  epochs?: number;
  /**
   * 0: suited to the data and the model.
   */
  maxLength?: number;
  /**
   * F1 is the macro average.
   */
  unbalanced?: boolean;
  /**
   * Relative to the script; empty: named after it.
   */
  output?: string;
}
/**
 * ``folder``: where the script is to lie, a URI: paths in it are relative to that.
 */
export interface ScriptParams {
  choices: ScriptChoices;
  folder: string;
}
/**
 * A stand-alone Python file. ``file_name``: a free one in the folder. ``problems`` in words: it was not
 * written; ``needs``: requirements that the interpreter lacks.
 */
export interface Script {
  text: string;
  fileName: string;
  problems?: string[];
  needs?: string[];
}

export const AUTH_USE = new RequestType<AuthUseParams, AccountStatus, void>('transformers/auth/use');
export const AUTH_STATUS = new RequestType0<AccountStatus, void>('transformers/auth/status');
export const AUTH_CHECK = new RequestType<AuthCheckParams, TokenCheck, void>('transformers/auth/check');
export const AUTH_STORE = new RequestType<AuthStoreParams, AuthStored, void>('transformers/auth/store');
export const AUTH_SWITCH = new RequestType<AuthNameParams, AccountStatus, void>('transformers/auth/switch');
export const AUTH_SIGN_OUT = new RequestType<AuthSignOutParams, AccountStatus, void>(
  'transformers/auth/signOut',
);
export const AUTH_REQUEST_CODE = new RequestType0<DeviceCode, void>('transformers/auth/requestCode');
export const AUTH_AWAIT_CODE = new RequestType<AwaitCodeParams, AuthStored, void>(
  'transformers/auth/awaitCode',
);
export const AUTH_RENEW = new RequestType<AuthRenewParams, AuthRenewed, void>('transformers/auth/renew');
export const AUTH_ACCESS = new RequestType<AuthAccessParams, AccessAnswer, void>('transformers/auth/access');
export const AUTH_REPOSITORIES = new RequestType<AuthRepositoriesParams, RepositoryMentions, void>(
  'transformers/auth/repositories',
);
export const AUTH_EXPLAIN = new RequestType<AuthExplainParams, AccessErrorExplained, void>(
  'transformers/auth/explain',
);
export const AUTH_GIT_STATE = new RequestType<AuthIgnoreParams, AuthGitState, void>(
  'transformers/auth/gitState',
);
export const AUTH_IGNORE = new RequestType<AuthIgnoreParams, AuthGitState, void>('transformers/auth/ignore');
export const CACHE_LIST = new RequestType<CacheListParams, CacheList, void>('transformers/cache/list');
export const CACHE_CHANGED = new NotificationType<CacheChanged>('transformers/cache/changed');
export const CACHE_FILES = new RequestType<CacheFilesParams, CacheFiles, void>('transformers/cache/files');
export const CACHE_PROPOSE = new RequestType<CacheProposeParams, CachePlan, void>(
  'transformers/cache/propose',
);
export const CACHE_PLAN = new RequestType<CachePlanParams, CachePlan, void>('transformers/cache/plan');
export const CACHE_DELETE = new RequestType<CacheDeleteParams, CacheDeleted, void>(
  'transformers/cache/delete',
);
export const CACHE_VERIFY = new RequestType<CacheVerifyParams, CacheVerified, void>(
  'transformers/cache/verify',
);
export const CACHE_REPAIR = new RequestType<CacheRepairParams, CacheRepaired, void>(
  'transformers/cache/repair',
);
export const CACHE_DOWNLOAD = new RequestType<CacheDownloadParams, CacheDownloaded, void>(
  'transformers/cache/download',
);
export const CACHE_PROGRESS = new NotificationType<CacheProgress>('transformers/cache/progress');
export const CACHE_CARD = new RequestType<CacheCardParams, CacheCard, void>('transformers/cache/card');
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
export const HEALTH_OPEN = new RequestType<LogOpenParams, LogState, void>('transformers/health/open');
export const HEALTH_CLOSE = new NotificationType<LogParams>('transformers/health/close');
export const HEALTH_CURVE = new RequestType<CurveParams, Curve, void>('transformers/health/curve');
export const HEALTH_LINES = new RequestType<LogLinesParams, LogLines, void>('transformers/health/lines');
export const HEALTH_EXPORT = new RequestType<LogExportParams, LogExported, void>(
  'transformers/health/export',
);
export const HEALTH_FIX = new RequestType<FindingFixParams, FindingFix, void>('transformers/health/fix');
export const HEALTH_CHANGED = new NotificationType<LogState>('transformers/health/changed');
export const SETTINGS = new NotificationType<Settings>('transformers/settings');
export const STATUS = new NotificationType<ServerStatus>('transformers/status');
export const TENSORBOARD_FOLDERS = new RequestType<LogFoldersParams, LogFolders, void>(
  'transformers/tensorboard/folders',
);
export const TENSORBOARD_SERVERS = new RequestType0<TensorBoardServers, void>(
  'transformers/tensorboard/servers',
);
export const TENSORBOARD_OPEN = new RequestType<TensorBoardOpenParams, TensorBoardOpened, void>(
  'transformers/tensorboard/open',
);
export const TENSORBOARD_ADDRESS = new RequestType<TensorBoardIdParams, TensorBoardAddress, void>(
  'transformers/tensorboard/address',
);
export const TENSORBOARD_STOP = new RequestType<TensorBoardIdParams, TensorBoardStopped, void>(
  'transformers/tensorboard/stop',
);
export const TENSORBOARD_CHANGED = new NotificationType<TensorBoardChanged>(
  'transformers/tensorboard/changed',
);
export const TRAINING_DEVICES = new RequestType0<Devices, void>('transformers/training/devices');
export const TRAINING_PLAN = new RequestType<RunSpecParams, RunPlan, void>('transformers/training/plan');
export const TRAINING_READ_FILE = new RequestType<RunFileParams, RunSpec, void>(
  'transformers/training/readFile',
);
export const TRAINING_FILE_TEXT = new RequestType<RunSpecParams, RunFileText, void>(
  'transformers/training/fileText',
);
export const TRAINING_START = new RequestType<RunStartParams, RunStarted, void>(
  'transformers/training/start',
);
export const TRAINING_LIST = new RequestType<RunsParams, Runs, void>('transformers/training/list');
export const TRAINING_SHOW = new RequestType<RunParams, RunDetails, void>('transformers/training/show');
export const TRAINING_STOP = new RequestType<RunStopParams, Run, void>('transformers/training/stop');
export const TRAINING_RESUME = new RequestType<RunParams, RunStarted, void>('transformers/training/resume');
export const TRAINING_ADOPT = new RequestType<RunParams, Run, void>('transformers/training/adopt');
export const TRAINING_REMOVE = new RequestType<RunParams, RunRemoved, void>('transformers/training/remove');
export const TRAINING_CHANGED = new NotificationType<RunsChanged>('transformers/training/changed');
export const TRAINING_ESTIMATE = new RequestType<EstimateParams, MemoryEstimate, void>(
  'transformers/training/estimate',
);
export const TRAINING_DATA = new RequestType<DataParams, DataLook, void>('transformers/training/data');
export const TRAINING_SCRIPT_OPTIONS = new RequestType0<ScriptOptions, void>(
  'transformers/training/scriptOptions',
);
export const TRAINING_SCRIPT_DATA = new RequestType<ScriptDataParams, ScriptData, void>(
  'transformers/training/scriptData',
);
export const TRAINING_SCRIPT_MODEL = new RequestType<ScriptModelParams, ScriptModel, void>(
  'transformers/training/scriptModel',
);
export const TRAINING_SCRIPT = new RequestType<ScriptParams, Script, void>('transformers/training/script');

export const MOVE_TOKEN = 'transformers.auth.moveToSecretStore';
export const CHECK_ACCESS = 'transformers.auth.checkAccess';
export const ACCESS_STEP = 'transformers.auth.accessStep';
export const EMBEDDED_SCHEME = 'transformers-template';
export const OPEN_TENSORBOARD = 'transformers.tensorboard.open';
export const START_TRAINING = 'transformers.training.start';
