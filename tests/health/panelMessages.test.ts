// What a webview or a kept state may say.
import { describe, expect, test } from 'vitest';
import { asSubject, asView, asWebviewMessage, FIRST_VIEW } from '../../extension/src/health/panelMessages';
import type { HealthWebviewMessage } from '../../extension/src/webview/healthMessages';
import { LOG } from './logStates';

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d]).buffer;
const view = { ...FIRST_VIEW, smoothing: 0.9, hidden: [`${LOG}|0`] };

const GOOD: readonly HealthWebviewMessage[] = [
  { kind: 'ready' },
  { kind: 'addLogs' },
  { kind: 'exportCsv' },
  { kind: 'exportPng', png },
  { kind: 'view', view },
  { kind: 'curves', curves: [{ log: LOG, run: '0', metric: 'loss' }], axis: 'epoch' },
  { kind: 'act', log: LOG, action: 'chooseScript' },
  { kind: 'place', log: LOG, run: '0', rule: 'climbing-loss', change: true },
  { kind: 'startWith', log: LOG, run: '0', rule: 'climbing-loss' },
  { kind: 'about', log: LOG, method: 'lora', classes: 3 },
  { kind: 'openOutput', log: LOG, uri: 'file:///w/checkpoint-1' },
  { kind: 'lines', request: 3, log: LOG, search: 'Error', before: -1 },
  { kind: 'pasted', name: '', text: "{'loss': 1}" },
  { kind: 'dropped', uris: [LOG] },
];

test.each(GOOD)('$kind is what it is', (message) => {
  expect(asWebviewMessage(message)).toEqual(message);
});

describe('nothing else is taken', () => {
  test.each([
    undefined,
    null,
    'ready',
    { kind: 'delete' },
    { kind: 'act', log: LOG, action: 'delete' },
    { kind: 'act', log: 3, action: 'stop' },
    { kind: 'curves', curves: [{ log: LOG, run: '0' }], axis: 'step' },
    { kind: 'curves', curves: [], axis: 'places' },
    { kind: 'curves', curves: 'all', axis: 'step' },
    { kind: 'view' },
    { kind: 'place', log: LOG, run: '0' },
    { kind: 'about', log: LOG, method: 'else', classes: 0 },
    { kind: 'about', log: LOG, method: 'lora', classes: -1 },
    { kind: 'lines', request: 'a', log: LOG, search: '', before: -1 },
    { kind: 'lines', request: 1, log: LOG, search: '', before: 1.5 },
    { kind: 'exportPng', png: new ArrayBuffer(8) },
    { kind: 'exportPng', png: 'iVBORw0KGgo=' },
    { kind: 'dropped', uris: [LOG, 3] },
  ])('%j', (message) => {
    expect(asWebviewMessage(message)).toBeUndefined();
  });
});

test('a finding is changed only when that is asked for in so many words', () => {
  const message = asWebviewMessage({ kind: 'place', log: LOG, run: '0', rule: 'r', change: 'yes' });
  expect(message).toMatchObject({ change: false });
});

test('a panel is known again by its logs and how they were looked at', () => {
  const log = { log: LOG, name: 'train.log', method: 'lora', classes: 3, script: 'file:///w/train.py' };
  expect(asSubject({ logs: [log], view })).toEqual({ logs: [log], view });
  expect(asSubject({ logs: [], view })).toEqual({ logs: [], view });
});

test('what another version kept is understood as far as it goes', () => {
  expect(
    asSubject({ logs: [{ log: LOG, name: 'train.log', method: 'new' }], view: { axis: 'moon' } }),
  ).toEqual({
    logs: [{ log: LOG, name: 'train.log', method: '', classes: 0, script: '' }],
    view: FIRST_VIEW,
  });
  expect([
    asSubject(undefined),
    asSubject({ logs: [{}] }),
    asSubject({ logs: [{ log: '', name: '' }] }),
  ]).toEqual([undefined, undefined, undefined]);
});

test('no slider goes past its end', () => {
  expect(asView({ smoothing: 2 }).smoothing).toBe(0.999);
  expect(asView({ smoothing: -1 }).smoothing).toBe(FIRST_VIEW.smoothing);
  expect(asView({ smoothing: NaN }).smoothing).toBe(FIRST_VIEW.smoothing);
});
