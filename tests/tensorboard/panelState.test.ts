// What a panel says in each state, and what it believes of what it is told.
import { expect, test, vi } from 'vitest';
import type { Uri } from 'vscode';
import { clientMock, vscodeMock } from './editor';
import { server } from './fixtures';

vi.mock('vscode', () => vscodeMock());
vi.mock('vscode-languageclient/node', () => clientMock());
const vscode = await import('vscode');
const { panelState } = await import('../../extension/src/tensorboard/panelState');
const { barActions, frameNote, noticePage } = await import('../../extension/src/tensorboard/panelPages');
const { asSubject, asWebviewMessage } = await import('../../extension/src/tensorboard/panelMessages');
const { externalAddress, frameOrigin } = await import('../../extension/src/tensorboard/addresses');
const { page } = await import('../../extension/src/webview/page');

const facts = { server: undefined, known: true, starting: false, failure: '' };
const subject = { id: 'id-runs', folders: ['file:///w/runs'], title: 'runs' };
const both = { folders: ['file:///w/a', 'file:///w/b'], missing: true };

test.each([
  [{ ...facts, server: server('runs') }, 'showing'],
  [{ ...facts, server: server('runs', { hasEvents: false }) }, 'waiting'],
  [{ ...facts, server: server('runs', { missing: true }) }, 'missing'],
  [{ ...facts, server: server('a, b', both) }, 'showing'],
  [{ ...facts, server: server('runs', { state: 'crashed' }) }, 'crashed'],
  [{ ...facts, server: server('runs', { state: 'outdated' }) }, 'outdated'],
  [facts, 'stopped'],
  [{ ...facts, known: false }, 'starting'],
  [{ ...facts, starting: true, server: server('runs') }, 'starting'],
  [{ ...facts, failure: 'No tensorboard.' }, 'failed'],
  // It was started elsewhere meanwhile.
  [{ ...facts, failure: 'No tensorboard.', server: server('runs') }, 'showing'],
] as const)('the state of a panel: %#', (given, kind) => {
  expect(panelState(given).kind).toBe(kind);
});

test('each notice offers the next step', () => {
  const crashed = server('runs', { state: 'crashed', lastLines: ['Traceback', 'boom'] });
  expect(noticePage({ kind: 'crashed', server: crashed }, subject)).toMatchObject({
    lines: ['Traceback', 'boom'],
    actions: ['restart', 'log'],
  });
  const outdated = server('runs', { state: 'outdated' });
  expect(noticePage({ kind: 'outdated', server: outdated }, subject).actions).toEqual(['restart']);
  expect(noticePage({ kind: 'stopped' }, subject).actions).toEqual(['start']);
  expect(noticePage({ kind: 'failed', message: 'No tensorboard.' }, subject)).toMatchObject({
    detail: 'No tensorboard.',
    actions: ['start'],
  });
  expect(noticePage({ kind: 'waiting', server: server('runs') }, subject).detail).toContain('/w/runs');
});

test('while it runs the browser is one click away', () => {
  const running = server('a, b', both);
  expect(barActions({ kind: 'showing', server: running })).toEqual(['browser', 'reload', 'stop']);
  expect(barActions({ kind: 'stopped' })).toEqual([]);
  expect(frameNote({ kind: 'showing', server: running })).not.toBe('');
  expect(frameNote({ kind: 'showing', server: server('runs') })).toBe('');
});

test.each([
  [{ kind: 'ready' }, true],
  [{ kind: 'act', action: 'stop' }, true],
  [{ kind: 'act', action: 'format' }, false],
  [{ kind: 'act' }, false],
  [{ kind: 'explain', explained: false }, true],
  [{ kind: 'explain', explained: 'no' }, false],
  [{ kind: 'run' }, false],
  [null, false],
  ['ready', false],
])('a message is what it should be, or nothing: %#', (value, good) => {
  expect(asWebviewMessage(value)).toEqual(good ? value : undefined);
});

test('what the editor kept of a panel is checked', () => {
  expect(asSubject(subject)).toEqual(subject);
  expect(asSubject({ id: 'x', folders: ['file:///w'] })).toMatchObject({ title: '' });
  for (const bad of [
    undefined,
    null,
    {},
    { id: 'x', folders: [] },
    { id: 1, folders: ['a'] },
    { id: 'x', folders: [1] },
  ]) {
    expect(asSubject(bad)).toBeUndefined();
  }
});

test('relative addresses of a forwarded page hold', async () => {
  expect((await externalAddress('http://127.0.0.1:8080/proxy/6006')).path).toBe('/proxy/6006/');
  expect((await externalAddress('http://127.0.0.1:6006/')).path).toBe('/');
});

test('a policy takes an origin and nothing else', () => {
  const origin = (authority: string, scheme = 'https'): string | undefined =>
    frameOrigin({ scheme, authority } as Uri);
  expect(origin('host.example:8080')).toBe('https://host.example:8080');
  expect(origin('[::1]:6006', 'http')).toBe('http://[::1]:6006');
  expect(origin("x; script-src 'unsafe-inline'")).toBeUndefined();
  expect(origin('host', 'file')).toBeUndefined();
});

test('the document frames that origin only, and runs no script of its own', () => {
  const webview = { cspSource: 'vscode-resource:', asWebviewUri: (uri: unknown) => uri };
  const shown = (frame?: string): string =>
    page(webview as never, vscode.Uri.file('/extension'), 'tensorboard', frame);
  expect(shown('http://127.0.0.1:6006')).toContain('frame-src http://127.0.0.1:6006"');
  expect(shown()).not.toContain('frame-src');
  const html = shown('http://127.0.0.1:6006');
  expect([...html.matchAll(/<script[^>]*>([^<]*)<\/script>/g)].map(([, inline]) => inline)).toEqual(['']);
  expect(html).not.toMatch(/unsafe|\son\w+=/);
});
