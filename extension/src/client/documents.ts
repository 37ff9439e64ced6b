import { EMBEDDED_SCHEME } from '../protocol';

/** The JSON files of a model that may hold a chat template. The manifest's `when` clauses name the same. */
export const TEMPLATE_JSON = [
  'tokenizer_config.json',
  'chat_template.json',
  'processor_config.json',
] as const;

/** What is synchronised with the server. */
export const documentSelector = [
  { scheme: 'file', language: 'jinja' },
  { scheme: 'untitled', language: 'jinja' },
  { scheme: EMBEDDED_SCHEME },
  { scheme: 'file', pattern: '**/*.{jinja,jinja2,j2}' },
  ...TEMPLATE_JSON.map((name) => ({ scheme: 'file', pattern: `**/${name}` })),
];
