// What can be done to a conversation, as data. Pure: a list in, a new list out; unknown keys always stay.

export type Message = Readonly<Record<string, unknown>>;

export type MessageEdit =
  | { readonly kind: 'set'; readonly index: number; readonly field: string; readonly value: unknown }
  | { readonly kind: 'remove'; readonly index: number }
  | { readonly kind: 'insert'; readonly index: number; readonly message: Message }
  | { readonly kind: 'move'; readonly from: number; readonly to: number };

/** The messages when they are what the editor can show row by row: a list of objects. */
export function asMessages(value: unknown): readonly Message[] | undefined {
  const isMessage = (item: unknown): item is Message =>
    typeof item === 'object' && item !== null && !Array.isArray(item);
  return Array.isArray(value) && value.every(isMessage) ? value : undefined;
}

export function editMessages(messages: readonly Message[], edit: MessageEdit): readonly Message[] {
  switch (edit.kind) {
    case 'set':
      return messages.map((message, index) =>
        index === edit.index ? withField(message, edit.field, edit.value) : message,
      );
    case 'remove':
      return messages.filter((_, index) => index !== edit.index);
    case 'insert':
      return messages.toSpliced(edit.index, 0, edit.message);
    case 'move': {
      const moved = messages[edit.from];
      if (moved === undefined || edit.to < 0 || edit.to >= messages.length) {
        return messages;
      }
      return messages.toSpliced(edit.from, 1).toSpliced(edit.to, 0, moved);
    }
  }
}

/** Who most probably speaks next. */
export function nextMessage(messages: readonly Message[]): Message {
  const last = messages.at(-1)?.role;
  return { role: last === 'user' || last === 'tool' ? 'assistant' : 'user', content: '' };
}

/** A value of `undefined` takes the key away: `"reasoning_content": null` is not the same to a template. */
function withField(message: Message, field: string, value: unknown): Message {
  if (value !== undefined) {
    return { ...message, [field]: value };
  }
  return Object.fromEntries(Object.entries(message).filter(([key]) => key !== field));
}
