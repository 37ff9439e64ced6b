// The line of the script that a finding is about.
import { beforeEach, expect, test, vi } from 'vitest';
import type { FindingFix, ScriptPlace } from '../../extension/src/protocol';
import { clientMock, vscodeMock } from './editor';
import { finding, LOG } from './logStates';

const SCRIPT = 'file:///w/my train.py';
const place: ScriptPlace = {
  uri: SCRIPT,
  line: 3,
  character: 18,
  endCharacter: 22,
  text: '2e-4',
  newText: '2e-05',
};
const seen = {
  text: '2e-4',
  told: [] as string[],
  edits: [] as unknown[],
  shown: [] as unknown[],
  visible: [] as { readonly document: { readonly uri: unknown }; readonly viewColumn: number }[],
  groups: [{ viewColumn: 2 }] as { readonly viewColumn: number }[],
};

vi.mock('vscode', () => {
  class WorkspaceEdit {
    readonly replaced: unknown[] = [];
    readonly replace = (...words: readonly unknown[]): void => void this.replaced.push(words);
  }
  return {
    ...vscodeMock(),
    WorkspaceEdit,
    window: {
      get visibleTextEditors() {
        return seen.visible;
      },
      tabGroups: {
        get all() {
          return seen.groups;
        },
      },
      showInformationMessage: (text: string) => Promise.resolve(void seen.told.push(text)),
      showTextDocument: (uri: unknown, options: object) =>
        Promise.resolve(void seen.shown.push({ uri: String(uri), ...options })),
    },
    workspace: {
      openTextDocument: () => Promise.resolve({ getText: () => seen.text }),
      applyEdit: ({ replaced }: WorkspaceEdit) => Promise.resolve(seen.edits.push(...replaced) > 0),
    },
  };
});
vi.mock('vscode-languageclient/node', () => clientMock());
const { Uri, ViewColumn } = await import('vscode');
const { showPlace } = await import('../../extension/src/health/scriptChange');

async function show(fix: FindingFix, change: boolean, script = SCRIPT): Promise<void> {
  const server = { request: () => Promise.resolve(fix) };
  const wish = { finding: finding(), log: LOG, script, change, column: ViewColumn.Two };
  await showPlace(server as unknown as Parameters<typeof showPlace>[0], wish);
}

beforeEach(() => {
  Object.assign(seen, {
    text: '2e-4',
    told: [],
    edits: [],
    shown: [],
    visible: [],
    groups: [{ viewColumn: 2 }],
  });
});

const selected = (character: number, endCharacter: number): unknown =>
  expect.objectContaining({ start: { line: 3, character }, end: { line: 3, character: endCharacter } });

test('is opened beside the panel, with what is meant selected, and not changed', async () => {
  await show({ place }, false);
  expect([seen.shown, seen.edits]).toEqual([
    [{ uri: SCRIPT, viewColumn: -2, selection: selected(18, 22) }],
    [],
  ]);
});

test('is opened where another group is, or where it is seen already', async () => {
  seen.groups = [{ viewColumn: 2 }, { viewColumn: 3 }];
  await show({ place }, false);
  seen.visible = [{ document: { uri: Uri.parse(SCRIPT) }, viewColumn: 4 }];
  await show({ place }, false);
  expect(seen.shown).toMatchObject([{ viewColumn: 3 }, { viewColumn: 4 }]);
});

test('is changed in the editor, with the new value selected', async () => {
  await show({ place }, true);
  expect(seen.edits).toEqual([
    [expect.objectContaining({ path: '/w/my train.py' }), selected(18, 22), '2e-05'],
  ]);
  expect(seen.shown).toMatchObject([{ selection: selected(18, 23) }]);
});

test('has a line of its own where the script said nothing of it', async () => {
  seen.text = '';
  const newText = ',\n    warmup_ratio=0.1';
  await show({ place: { ...place, character: 22, text: '', newText } }, true);
  expect(seen.edits).toMatchObject([[{}, {}, newText]]);
  expect(seen.shown).toMatchObject([
    { selection: { start: { line: 3, character: 22 }, end: { line: 4, character: 20 } } },
  ]);
});

test('is left as it is when it does not say it any more', async () => {
  await show({ place: null }, true);
  expect([seen.edits, seen.told]).toEqual([
    [],
    ['my train.py does not say learning_rate any more, or not in so many words.'],
  ]);
  expect(seen.shown).toMatchObject([{ uri: SCRIPT }]);
});

test('is left as it is when somebody typed there a moment ago', async () => {
  seen.text = '2e-5';
  await show({ place }, true);
  expect([seen.edits, seen.told.length]).toEqual([[], 1]);
});

test('of a log whose script nobody knows is asked for', async () => {
  await show({ place: null }, false, '');
  expect([seen.shown, seen.told]).toEqual([
    [],
    ['It is not known which script wrote this log. Choose it in the panel first.'],
  ]);
});
