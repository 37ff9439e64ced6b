// What the preview's host and its webview say to each other. Types only, so both sides can import it.
import type {
  Conversation,
  Inspection,
  Preset,
  Problem,
  Rendered,
  TemplateSource,
  TokenizeResult,
} from '../protocol';
import type { PreviewStrings } from './previewStrings';

export interface PreviewView {
  readonly mode: 'text' | 'tokens';
  readonly whitespace: boolean;
  readonly rawJson: boolean;
}

/** What is previewed; the webview keeps it through a reload so that the host can build the panel again. */
export interface PreviewSubject {
  readonly source: TemplateSource;
  readonly tokenizer?: TemplateSource;
}

/** Everything the webview shows. The host owns it and sends all of it when a webview says `ready`. */
export interface PreviewSnapshot {
  readonly subject: PreviewSubject;
  readonly view: PreviewView;
  readonly conversation: Conversation;
  readonly presets: readonly Preset[];
  readonly inspection?: Inspection;
  readonly rendered?: Rendered;
  readonly tokens?: TokenizeResult;
  readonly problem?: Problem;
  /** Why nothing is happening yet: the server starts. */
  readonly waiting?: string;
}

export type HostMessage =
  | { readonly kind: 'init'; readonly strings: PreviewStrings; readonly snapshot: PreviewSnapshot }
  /** Some of the snapshot changed. `null` takes a value away: `undefined` does not survive the wire. */
  | { readonly kind: 'changed'; readonly changes: SnapshotChanges };

export type SnapshotChanges = { readonly [K in keyof PreviewSnapshot]?: PreviewSnapshot[K] | null };

export type CopyFormat = 'text' | 'ids' | 'python';

export type WebviewMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'conversation'; readonly conversation: Conversation }
  | { readonly kind: 'view'; readonly view: PreviewView }
  | { readonly kind: 'preset'; readonly id: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'open'; readonly uri: string; readonly name?: string }
  | { readonly kind: 'copy'; readonly format: CopyFormat }
  | { readonly kind: 'goToProblem' }
  | { readonly kind: 'solveProblem' }
  | { readonly kind: 'chooseTokenizer' };
