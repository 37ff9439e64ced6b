/** The JSON files of a model that may hold a chat template. The manifest's `when` clauses name the same. */
export const TEMPLATE_JSON = [
  'tokenizer_config.json',
  'chat_template.json',
  'processor_config.json',
] as const;

/** What tells a workspace with chat templates in it. */
export const TEMPLATE_FILES = '**/{tokenizer_config.json,chat_template.jinja}';
