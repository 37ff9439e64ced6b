import type {
  HealthHostMessage,
  HealthSubject,
  HealthWebviewMessage,
  LogAction,
} from '../../src/webview/healthMessages';

interface VsCodeApi {
  postMessage(message: HealthWebviewMessage): void;
  setState(state: HealthSubject): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

export function post(message: HealthWebviewMessage): void {
  api.postMessage(message);
}

export function act(log: string, action: LogAction): void {
  post({ kind: 'act', log, action });
}

/** By this the host knows the panel again after a reload of the window. */
export function keep(subject: HealthSubject): void {
  api.setState(subject);
}

export function listen(receive: (message: HealthHostMessage) => void): void {
  window.addEventListener('message', (event: MessageEvent<HealthHostMessage>) => receive(event.data));
}
