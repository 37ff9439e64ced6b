// Which files of a workspace may be data to train on. Pure.

export const DATA_FILES = '**/*.{jsonl,json,csv,tsv,parquet}';
export const NOT_DATA_FOLDERS =
  '**/{node_modules,.venv,venv,env,site-packages,.git,.vscode,.idea,__pycache__,.transformers-workbench,.ipynb_checkpoints}/**';
export const DATA_SUFFIXES = ['jsonl', 'json', 'csv', 'tsv', 'parquet'] as const;

/** JSON that belongs to a tool, a model or a run. */
const NOT_DATA = [
  /^(package|package-lock|composer|tsconfig.*|jsconfig.*|pyrightconfig|lerna|nx|turbo|renovate|deno|bower)\.json$/i,
  /^(settings|launch|tasks|extensions|devcontainer|manifest|modules)\.json$/i,
  /config.*\.json$/i,
  /^(tokenizer|vocab|merges|special_tokens_map|added_tokens|chat_template|sentence_bert_.*)\.json$/i,
  /^(trainer_state|all_results|train_results|eval_results|test_results|metrics)\.jsonl?$/i,
  /\.(run|index|schema|nls|l10n|code-workspace|lock)(\..*)?\.json$/i,
  /^\./,
];

export function isDataFile(path: string): boolean {
  const name = path.split('/').at(-1) ?? '';
  return (
    DATA_SUFFIXES.some((suffix) => name.toLowerCase().endsWith(`.${suffix}`)) &&
    !NOT_DATA.some((each) => each.test(name))
  );
}
