import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { embeddedLabel, embeddedPlace, embeddedUri } from '../../extension/src/chatTemplate/embeddedUri';
import { applyEmbeddedEdit, valueAt } from '../../extension/src/chatTemplate/embeddedWrite';

// The contract's module needs an editor around it, so its constant is read out of the source.
const contract = readFileSync(path.resolve(__dirname, '../../extension/src/protocol.ts'), 'utf8');
const EMBEDDED_SCHEME = /EMBEDDED_SCHEME = '([^']+)'/.exec(contract)?.[1] ?? '';

describe('the URI of an embedded template', () => {
  test.each([
    ['file:///models/a/tokenizer_config.json', '/chat_template'],
    ['file:///models/with%20space/%E6%97%A5%E6%9C%AC/tokenizer_config.json', '/chat_template/1/template'],
    ['file:///c%3A/models/a%23b/tokenizer_config.json', '/a~1b/~0'],
  ])('comes back as it was: %s', (uri, pointer) => {
    const written = embeddedUri({ uri, pointer }, 'Qwen/Qwen3 (tool_use)');
    expect(written).toMatch(new RegExp(`^${EMBEDDED_SCHEME}:/[^/?]+\\.jinja\\?`));
    expect(embeddedPlace(written)).toEqual({ uri, pointer });
  });

  test.each([
    'file:///a.jinja',
    `${EMBEDDED_SCHEME}:/a.jinja`,
    `${EMBEDDED_SCHEME}:/a.jinja?%7B`,
    `${EMBEDDED_SCHEME}:/a?{}`,
  ])('is told from another: %s', (uri) => expect(embeddedPlace(uri)).toBeUndefined());

  test('names the model', () => {
    expect(embeddedLabel('file:///m/Qwen3%200.6B/tokenizer_config.json', 'default', true)).toBe('Qwen3 0.6B');
    expect(embeddedLabel('file:///m/Qwen3/tokenizer_config.json', 'rag', false)).toBe('Qwen3 (rag)');
  });
});

describe('writing back', () => {
  const edit = (json: string, from: string, to: string) => {
    const lines = json
      .replace('\uFEFF', '')
      .slice(0, json.replace('\uFEFF', '').indexOf(from))
      .split(/\r\n|\n|\r/);
    const line = lines.length - 1;
    const character = lines[line]!.length;
    const bytes = new TextEncoder().encode(json);
    const change = { line, character, endLine: line, endCharacter: character + from.length, newText: to };
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(applyEmbeddedEdit(bytes, change));
  };

  test.each([
    ['{\n  "a": 1,\n  "chat_template": "x"\n}\n'],
    ['{\r\n\t"chat_template": "x",\r\n\t"z": "日本🙂"\r\n}'],
    ['\uFEFF{"chat_template": "x"}'],
    ['{"before": "🙂", "chat_template": "x"}'],
    ['{\r"chat_template": "x"}'],
  ])('changes the template and not one other byte: %j', (json) => {
    const result = edit(json, '"x"', '"{{ \\"é\\" }}\\n"');
    expect(result).toBe(json.replace('"x"', '"{{ \\"é\\" }}\\n"'));
    expect(valueAt(result, '/chat_template')).toBe('{{ "é" }}\n');
  });

  test('refuses what is not UTF-8 instead of damaging it', () => {
    expect(() => applyEmbeddedEdit(new Uint8Array([0x7b, 0xff, 0x7d]), {})).toThrow();
  });

  test.each([
    ['{"a": {"b/c": [1, {"~": 2}]}}', '/a/b~1c/1/~0', 2],
    ['{"a": 1}', '/b', undefined],
    ['{"a": 1', '/a', undefined],
  ])('finds what a pointer points to: %s %s', (json, pointer, value) => {
    expect(valueAt(json, pointer)).toEqual(value);
  });
});
