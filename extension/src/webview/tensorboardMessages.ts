// What a TensorBoard panel and its webview say to each other. Types only, so both sides can import it. Sentences come
// as text: the host has the words.
import type { TensorBoardStrings } from './tensorboardStrings';

export type PanelAction = 'start' | 'restart' | 'stop' | 'reload' | 'browser' | 'log';

export type TensorBoardPage = FramePage | NoticePage;

/** TensorBoard itself. */
export interface FramePage {
  readonly kind: 'frame';
  readonly url: string;
  /** Another key is another page, even at the same address. */
  readonly key: string;
  /** What is to be known about what is shown; often empty. */
  readonly note: string;
}

/** Why there is nothing to show yet, or any more. */
export interface NoticePage {
  readonly kind: 'notice';
  readonly state: 'starting' | 'waiting' | 'missing' | 'crashed' | 'outdated' | 'stopped' | 'failed';
  readonly headline: string;
  readonly detail: string;
  /** The end of its log. */
  readonly lines: readonly string[];
  /** The first is what most people want. */
  readonly actions: readonly PanelAction[];
}

/** By which a panel is known again after a reload of the window. */
export interface PanelSubject {
  readonly id: string;
  /** URIs. */
  readonly folders: readonly string[];
  readonly title: string;
}

export interface TensorBoardHostMessage {
  readonly kind: 'show';
  readonly strings: TensorBoardStrings;
  readonly subject: PanelSubject;
  readonly page: TensorBoardPage;
  /** The buttons beside the explanation. */
  readonly actions: readonly PanelAction[];
  readonly explained: boolean;
}

export type TensorBoardWebviewMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'act'; readonly action: PanelAction }
  | { readonly kind: 'explain'; readonly explained: boolean };
