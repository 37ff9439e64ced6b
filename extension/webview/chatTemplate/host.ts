import type { HostMessage, PreviewSubject, WebviewMessage } from '../../src/webview/previewMessages';

interface VsCodeApi {
  postMessage(message: WebviewMessage): void;
  setState(state: PreviewSubject): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

export function post(message: WebviewMessage): void {
  api.postMessage(message);
}

/** What the host needs to build this panel again after a reload. */
export function remember(subject: PreviewSubject): void {
  api.setState(subject);
}

export function listen(receive: (message: HostMessage) => void): void {
  window.addEventListener('message', (event: MessageEvent<HostMessage>) => receive(event.data));
}
