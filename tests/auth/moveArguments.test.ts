import { describe, expect, test } from 'vitest';
import { isTokenText, parseMove } from '../../extension/src/auth/moveArguments';
import { snippetsFor } from '../../extension/src/auth/tokenSnippets';
import { madeToken } from './madeTokens';

const at = (line: number, character: number) => ({ line, character });
const range = { start: at(1, 5), end: at(1, 42) };
const taking = { range: { start: at(1, 4), end: at(1, 43) }, newText: 'os.environ["HF_TOKEN"]' };
const importing = { range: { start: at(0, 0), end: at(0, 0) }, newText: 'import os\n' };
const uri = 'file:///a/b.py';

describe('the arguments of the quick fix', () => {
  test('as the server sends them', () => {
    expect(parseMove([uri, 3, range, [taking, importing]])).toEqual({
      uri,
      version: 3,
      range,
      edits: [taking, importing],
    });
  });

  test('of a cell, without a version, with what else an edit may hold', () => {
    const cell = 'vscode-notebook-cell:/a/b.ipynb#W0s';
    const annotated = { ...taking, annotationId: 'x' };
    expect(parseMove([cell, null, range, [annotated]])).toEqual({
      uri: cell,
      version: null,
      range,
      edits: [taking],
    });
    expect(parseMove([cell, undefined, range, [taking]])?.version).toBeNull();
  });

  test('with several edits at one place that replace nothing', () => {
    expect(parseMove([uri, 1, range, [taking, importing, { ...importing }]])).toBeDefined();
  });

  test.each([
    ['nothing', []],
    ['no address', [1, 1, range, [taking]]],
    ['a path', ['/a/b.py', 1, range, [taking]]],
    ['a version that is none', [uri, '1', range, [taking]]],
    ['a negative version', [uri, -1, range, [taking]]],
    ['no range', [uri, 1, undefined, [taking]]],
    ['a range from end to start', [uri, 1, { start: range.end, end: range.start }, [taking]]],
    ['half a place', [uri, 1, { start: { line: 1 }, end: range.end }, [taking]]],
    ['a place that is no number', [uri, 1, { start: at(NaN, 0), end: range.end }, [taking]]],
    ['no edits', [uri, 1, range, []]],
    ['edits that are none', [uri, 1, range, 'x']],
    ['one edit that is none', [uri, 1, range, [taking, null]]],
    ['an edit without text', [uri, 1, range, [{ range: taking.range }]]],
    ['a very long edit', [uri, 1, range, [{ ...taking, newText: 'x'.repeat(1001) }]]],
    ['very many edits', [uri, 1, range, [taking, ...Array.from({ length: 100 }, () => importing)]]],
    ['edits over one another', [uri, 1, range, [taking, { range, newText: '' }]]],
    ['edits that leave the token', [uri, 1, range, [importing]]],
  ])('or not: %s', (_, args: readonly unknown[]) => {
    expect(parseMove(args)).toBeUndefined();
  });
});

test('only what looks like a token is moved', () => {
  expect(isTokenText(madeToken(1))).toBe(true);
  expect(isTokenText(`api_org_${madeToken(1).slice(3)}`)).toBe(true);
  for (const text of ['', 'import os', 'hf_', `"${madeToken(1)}"`, `${madeToken(1)}\n`, ` ${madeToken(1)}`]) {
    expect(isTokenText(text)).toBe(false);
  }
});

describe('code that reads the token', () => {
  test.each([
    ['python', 'library'],
    ['jupyter', 'library'],
    [undefined, 'library'],
    ['json', 'library'],
    ['shellscript', 'shell'],
    ['dockerfile', 'shell'],
    ['powershell', 'powershell'],
  ] as const)('in %s begins with %s', (language, kind) => {
    const snippets = snippetsFor(language);
    expect(snippets[0]?.kind).toBe(kind);
    expect(new Set(snippets.map((each) => each.kind)).size).toBe(4);
  });

  test('holds none', () => {
    for (const { text } of snippetsFor(undefined)) {
      expect(text).toMatch(/HF_TOKEN|get_token\(\)/);
      expect(text).not.toMatch(/hf_[A-Za-z0-9]/);
    }
  });
});
