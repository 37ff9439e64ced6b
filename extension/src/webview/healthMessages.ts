// What a run panel and its webview say to each other. Types only, so both sides can import it. The host owns which logs
// are shown and how; points are in the webview, which draws, smooths and zooms without asking anybody.
import type { CurveParams, LogLine, LogState } from '../protocol';
import type { HealthStrings } from './healthStrings';

export type Axis = CurveParams['axis'];
export type TrainingMethod = LogState['method'];

/** By which a panel is known again after a reload of the window. */
export interface HealthSubject {
  readonly logs: readonly LogSubject[];
  readonly view: HealthView;
}

export interface LogSubject {
  /** URI. */
  readonly log: string;
  readonly name: string;
  readonly method: TrainingMethod;
  /** 0: unknown. */
  readonly classes: number;
  /** URI; empty: unknown, or what the log tells. */
  readonly script: string;
}

export interface HealthView {
  /** Weight of TensorBoard's debiased exponential average, 0 to 0.999. */
  readonly smoothing: number;
  readonly logarithmic: boolean;
  readonly axis: Axis;
  /** Whether what the lines mean is explained beside the slider. */
  readonly explained: boolean;
  /** `log|run` of curves that are switched off. */
  readonly hidden: readonly string[];
  readonly section: HealthSection;
}

export type HealthSection = 'log' | 'checkpoints' | 'arguments';

/** What can be done with one log, by the host. */
export type LogAction =
  | 'adopt'
  | 'stop'
  | 'resume'
  | 'startAgain'
  | 'tensorBoard'
  | 'openScript'
  | 'copyCommand'
  | 'openLog'
  | 'revealFolder'
  | 'chooseScript'
  | 'reload'
  | 'remove';

export interface PanelLog {
  readonly subject: LogSubject;
  /** Undefined until the server has answered. */
  readonly state: LogState | undefined;
  /** Why it could not be opened: what happened and what to do. */
  readonly problem: string;
  /** A run of the workbench: state, progress and devices in words; else what kind of log it is. */
  readonly status: string;
  readonly icon: PanelLogIcon;
  /** Those that make sense now, in the order of the bar. */
  readonly actions: readonly LogAction[];
  readonly outputs: readonly PanelOutput[];
  /** The command as a shell takes it; empty: unknown. */
  readonly command: string;
}

export type PanelLogIcon =
  'queued' | 'running' | 'stopping' | 'succeeded' | 'failed' | 'stopped' | 'lost' | 'log';

/** A checkpoint, an adapter or a model that a run wrote. */
export interface PanelOutput {
  readonly uri: string;
  readonly kind: 'checkpoint' | 'adapter' | 'model';
  readonly label: string;
  /** Size and time. */
  readonly detail: string;
  readonly step: number | null;
}

/** Which curve: `metric` of the training `run` of an open log. */
export interface CurveKey {
  readonly log: string;
  readonly run: string;
  readonly metric: string;
}

export type HealthHostMessage =
  | { readonly kind: 'init'; readonly strings: HealthStrings; readonly view: HealthView }
  | { readonly kind: 'logs'; readonly logs: readonly PanelLog[] }
  | PointsMessage
  | LinesMessage
  | {
      /** Brings a step into view: a finding was opened elsewhere. */
      readonly kind: 'reveal';
      readonly log: string;
      readonly rule: string;
    };

/** Points from the `after`-th on; those from there on that were sent before are void. */
export interface PointsMessage {
  readonly kind: 'points';
  readonly curve: CurveKey;
  readonly axis: Axis;
  readonly generation: number;
  readonly after: number;
  /** Doubles. */
  readonly places: ArrayBuffer;
  /** Floats; `nan` and infinities among them. */
  readonly values: ArrayBuffer;
  /** More follow at once. */
  readonly more: boolean;
}

/** The answer to `lines`, with the same `request`. */
export interface LinesMessage {
  readonly kind: 'lines';
  readonly request: number;
  readonly lines: readonly LogLine[];
  /** 0: there are none before these. */
  readonly before: number;
  readonly complete: boolean;
  readonly problem: string;
}

export type HealthWebviewMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'view'; readonly view: HealthView }
  | {
      /** The curves that are in view now, all of them: their points are sent, and what comes to them. */
      readonly kind: 'curves';
      readonly curves: readonly CurveKey[];
      readonly axis: Axis;
    }
  | { readonly kind: 'act'; readonly log: string; readonly action: LogAction }
  | { readonly kind: 'addLogs' }
  | {
      /** Opens the line of the script that a finding is about; `change`: and writes what it suggests. */
      readonly kind: 'place';
      readonly log: string;
      readonly run: string;
      readonly rule: string;
      readonly change: boolean;
    }
  | {
      /** Asks for a new start with the argument that a finding suggests. */
      readonly kind: 'startWith';
      readonly log: string;
      readonly run: string;
      readonly rule: string;
    }
  | {
      /** What kind of training a log is of, as the user says. */
      readonly kind: 'about';
      readonly log: string;
      readonly method: TrainingMethod;
      readonly classes: number;
    }
  | { readonly kind: 'openOutput'; readonly log: string; readonly uri: string }
  | {
      readonly kind: 'lines';
      readonly request: number;
      readonly log: string;
      readonly search: string;
      readonly before: number;
    }
  | { readonly kind: 'exportCsv' }
  | { readonly kind: 'exportPng'; readonly png: ArrayBuffer }
  | { readonly kind: 'pasted'; readonly name: string; readonly text: string }
  | { readonly kind: 'dropped'; readonly uris: readonly string[] };
