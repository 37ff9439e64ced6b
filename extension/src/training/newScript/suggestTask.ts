// Which task data and model look like. Pure.
import type { DataColumn, DataLook } from '../../protocol';
import type { TaskType } from './choices';

const TAGS = /^(.*_)?(tags|labels)$/i;
const WORDS = /^(tokens|words)$/i;
const PROMPT = /^(prompt|instruction|completion|response|output)$/i;
const REWRITTEN = /^(source|target|summary|translation|highlights)$/i;
const PAIR = /^(sentence1|sentence2|anchor|positive|query)$/i;

/** Ends of the names of architectures, as a model's `config.json` has them. */
const ARCHITECTURES: readonly (readonly [string, TaskType])[] = [
  ['ForSequenceClassification', 'SEQ_CLS'],
  ['ForTokenClassification', 'TOKEN_CLS'],
  ['ForQuestionAnswering', 'QUESTION_ANS'],
  ['ForConditionalGeneration', 'SEQ_2_SEQ_LM'],
  ['ForCausalLM', 'CAUSAL_LM'],
  ['LMHeadModel', 'CAUSAL_LM'],
  ['ForMaskedLM', 'SEQ_CLS'],
  ['Model', 'SEQ_CLS'],
];

/** `architectures`: of the model, as far as somebody knows them. */
export function suggestTask(
  look: DataLook | undefined,
  architectures: readonly string[],
): TaskType | undefined {
  const ofModel = taskOfModel(architectures);
  return (look === undefined ? undefined : taskOfData(look, ofModel)) ?? ofModel;
}

export function taskOfModel(architectures: readonly string[]): TaskType | undefined {
  const [first = ''] = architectures;
  return ARCHITECTURES.find(([end]) => first.endsWith(end))?.[1];
}

function taskOfData(look: DataLook, ofModel: TaskType | undefined): TaskType | undefined {
  const columns = look.columns.filter(({ kind }) => kind !== 'empty');
  const has = (pattern: RegExp, ...kinds: readonly DataColumn['kind'][]): boolean =>
    columns.some(({ name, kind }) => pattern.test(name) && (kinds.length === 0 || kinds.includes(kind)));
  if (columns.some(({ kind }) => kind === 'messages')) {
    return 'CAUSAL_LM';
  }
  if (has(/^question$/i) && has(/^context$/i) && has(/^answers?$/i)) {
    return 'QUESTION_ANS';
  }
  if (has(WORDS, 'list') && has(TAGS, 'list')) {
    return 'TOKEN_CLS';
  }
  const rewrites = has(REWRITTEN, 'text');
  if (ofModel === 'SEQ_2_SEQ_LM' && (rewrites || has(PROMPT, 'text'))) {
    return 'SEQ_2_SEQ_LM';
  }
  if (has(PROMPT, 'text')) {
    return 'CAUSAL_LM';
  }
  if (look.classes.length > 1) {
    return 'SEQ_CLS';
  }
  if (rewrites) {
    return ofModel === 'CAUSAL_LM' ? 'CAUSAL_LM' : 'SEQ_2_SEQ_LM';
  }
  if (has(PAIR, 'text')) {
    return 'FEATURE_EXTRACTION';
  }
  // Texts and nothing beside them can be continued; an encoder cannot do that.
  return look.textColumn !== '' && look.labelColumn === '' && ofModel === undefined ? 'CAUSAL_LM' : undefined;
}
