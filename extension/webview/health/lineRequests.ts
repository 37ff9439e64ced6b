import type { LinesMessage } from '../../src/webview/healthMessages';
import { post } from './host';

/** Lines that were asked for and have not come yet. */
const waiting = new Map<number, (answer: LinesMessage) => void>();
let last = 0;

/** Lines of a printed log before an offset; -1: its end. `search`: only those that contain it. */
export function askLines(log: string, search: string, before: number): Promise<LinesMessage> {
  last += 1;
  const request = last;
  return new Promise((resolve) => {
    waiting.set(request, resolve);
    post({ kind: 'lines', request, log, search, before });
  });
}

export function receiveLines(message: LinesMessage): void {
  waiting.get(message.request)?.(message);
  waiting.delete(message.request);
}
