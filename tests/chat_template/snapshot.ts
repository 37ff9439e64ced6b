// What a host would send: a ChatML prompt with tokens, made here so that the test needs no Python.
import type { MessageSpan, TokenizeResult } from '../../extension/src/protocol';
import type { PreviewSnapshot } from '../../extension/src/webview/previewMessages';

export const SPECIAL = ['<|im_start|>', '<|im_end|>', '<|endoftext|>'];

export function chatml(messages: readonly { role: string; content: string }[]): {
  text: string;
  spans: MessageSpan[];
} {
  let text = '';
  const spans: MessageSpan[] = [];
  messages.forEach(({ role, content }, message) => {
    const start = text.length;
    text += `<|im_start|>${role}\n${content}<|im_end|>\n`;
    spans.push({ start, end: text.length, part: 'message', message, role });
  });
  const start = text.length;
  text += '<|im_start|>assistant\n';
  spans.push({ start, end: text.length, part: 'prompt', message: null, role: null });
  return { text, spans };
}

export function tokenize(text: string, spans: readonly MessageSpan[], sequence: number): TokenizeResult {
  const result = {
    ids: new Array<number>(),
    starts: new Array<number>(),
    ends: new Array<number>(),
    pieces: new Array<string>(),
    special: new Array<number>(),
    loss: new Array<number>(),
  };
  for (const match of text.matchAll(/<\|[a-z_]+\|>|\n| ?[\p{L}\p{N}]+| ?[^\s\p{L}\p{N}]|\s/gu)) {
    const special = SPECIAL.indexOf(match[0]);
    if (special >= 0) {
      result.special.push(result.ids.length);
    }
    const owner = spans.find(({ start, end }) => match.index >= start && match.index < end);
    if (owner?.role === 'assistant') {
      result.loss.push(result.ids.length);
    }
    result.ids.push(special >= 0 ? 151643 + special : 1000 + (match[0].codePointAt(0) ?? 0));
    result.starts.push(match.index);
    result.ends.push(match.index + match[0].length);
    result.pieces.push(match[0].replaceAll(' ', 'Ġ').replaceAll('\n', 'Ċ'));
  }
  const counted = spans.map((span) => ({
    ...span,
    tokens: result.starts.filter((start) => start >= span.start && start < span.end).length,
  }));
  return { ...result, sequence, state: 'exact', message: '', spans: counted };
}

const MESSAGES = [
  { role: 'system', content: 'You are a helpful assistant.' },
  { role: 'user', content: 'Is there a newline after this?  And two spaces?' },
  { role: 'assistant', content: 'Yes:\n\n\t- one tab\n- no tab 🙂' },
  { role: 'user', content: 'Thanks!' },
];

export function snapshot(): PreviewSnapshot {
  const { text, spans } = chatml(MESSAGES);
  return {
    subject: { source: { kind: 'folder', uri: 'file:///models/qwen' } },
    view: { mode: 'text', whitespace: false, rawJson: false },
    conversation: { messages: MESSAGES, addGenerationPrompt: true, variables: {} },
    presets: [
      { id: 'single', title: 'Single turn', conversation: { messages: [] } },
      { id: 'multi', title: 'Multi-turn', conversation: { messages: [] } },
    ],
    inspection: {
      title: 'Qwen3-0.6B · chat_template.jinja',
      ladder: [
        {
          label: 'chat_template.jinja',
          state: 'used',
          detail: 'The library reads this file first.',
          uri: 'file:///a',
        },
        {
          label: 'tokenizer_config.json',
          state: 'shadowed',
          detail: 'Has a chat_template, which is not read while chat_template.jinja exists.',
          uri: 'file:///b',
        },
        { label: 'Llama convention', state: 'guess', detail: 'The model type is llama: [INST] … [/INST].' },
      ],
      names: [],
      variables: [
        { name: 'enable_thinking', shape: 'boolean', default: true },
        { name: 'reasoning_effort', shape: 'text', choices: ['low', 'medium', 'high'] },
      ],
      tokenizer: { state: 'ready', message: '', name: 'Qwen2Tokenizer', specialTokens: SPECIAL },
      watched: [],
      library: 'transformers 5.23.0',
      tracksGeneration: true,
    },
    rendered: { kind: 'rendered', sequence: 1, text, provisional: false, milliseconds: 3, pythonCall: 'x' },
    tokens: tokenize(text, spans, 1),
  };
}
