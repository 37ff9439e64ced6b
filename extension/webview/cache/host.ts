import type { CacheHostMessage, CacheWebviewMessage } from '../../src/webview/cacheMessages';

interface VsCodeApi {
  postMessage(message: CacheWebviewMessage): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

export function post(message: CacheWebviewMessage): void {
  api.postMessage(message);
}

export function listen(receive: (message: CacheHostMessage) => void): void {
  window.addEventListener('message', (event: MessageEvent<CacheHostMessage>) => receive(event.data));
}
