import type {
  PanelAction,
  PanelSubject,
  TensorBoardHostMessage,
  TensorBoardWebviewMessage,
} from '../../src/webview/tensorboardMessages';

interface VsCodeApi {
  postMessage(message: TensorBoardWebviewMessage): void;
  setState(state: PanelSubject): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

export function post(message: TensorBoardWebviewMessage): void {
  api.postMessage(message);
}

export function act(action: PanelAction): void {
  post({ kind: 'act', action });
}

/** By this the host knows the panel again after a reload of the window. */
export function keep(subject: PanelSubject): void {
  api.setState(subject);
}

/** The page inside the frame may send messages too: it is not heard. */
export function listen(receive: (message: TensorBoardHostMessage) => void): void {
  window.addEventListener('message', ({ data, source }: MessageEvent<unknown>) => {
    if (!isBelow(source) && isHostMessage(data)) {
      receive(data);
    }
  });
}

function isBelow(source: MessageEventSource | null): boolean {
  if (source === null || source === window || !('parent' in source)) {
    return false;
  }
  let each: Window = source;
  while (each !== each.parent) {
    each = each.parent;
    if (each === window) {
      return true;
    }
  }
  return false;
}

function isHostMessage(data: unknown): data is TensorBoardHostMessage {
  return typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'show';
}
