// Puts a template's new text into the bytes of its JSON document. Pure, so that it can be tested to the byte.
import type { EmbeddedEdit } from '../protocol';

const BYTE_ORDER_MARK = '\uFEFF';

/** The document with the edit applied; a byte order mark and every other byte stay as they were. */
export function applyEmbeddedEdit(bytes: Uint8Array, edit: EmbeddedEdit): Uint8Array {
  const decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const mark = decoded.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const text = decoded.slice(mark.length);
  const start = offsetAt(text, edit.line ?? 0, edit.character ?? 0);
  const end = offsetAt(text, edit.endLine ?? 0, edit.endCharacter ?? 0);
  return new TextEncoder().encode(mark + text.slice(0, start) + (edit.newText ?? '') + text.slice(end));
}

/** What the pointer points to; undefined when the document is no JSON or has nothing there. */
export function valueAt(json: string, pointer: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(json.startsWith(BYTE_ORDER_MARK) ? json.slice(1) : json);
  } catch {
    return undefined;
  }
  for (const step of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) {
      return undefined;
    }
    value = (value as Record<string, unknown>)[step.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return value;
}

/** Lines end the way the language server protocol says: with \n, \r\n or \r. */
function offsetAt(text: string, line: number, character: number): number {
  const ends = /\r\n|\n|\r/g;
  for (let passed = 0; passed < line; passed++) {
    if (ends.exec(text) === null) {
      return text.length;
    }
  }
  return Math.min(ends.lastIndex + character, text.length);
}
