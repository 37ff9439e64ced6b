// What the wizard concludes by itself: tasks, columns, files, numbers, names.
import { describe, expect, test, vi } from 'vitest';
import { columnChoices, firstOf } from '../../extension/src/training/newScript/columns';
import { isDataFile } from '../../extension/src/training/newScript/dataFiles';
import { Memory } from '../../extension/src/training/newScript/memory';
import { ticked } from '../../extension/src/training/newScript/modulesStep';
import { constantOf } from '../../extension/src/training/newScript/scriptFacts';
import {
  numberText,
  outputFault,
  readNames,
  readNumber,
  withSetting,
} from '../../extension/src/training/newScript/settings';
import { suggestTask } from '../../extension/src/training/newScript/suggestTask';
import { column, lookAt } from './newScriptFixtures';

vi.mock('vscode', async () => (await import('../tensorboard/editor')).vscodeMock());
vi.mock('vscode-languageclient/node', async () => (await import('../tensorboard/editor')).clientMock());

const labelled = lookAt(
  [column('id', 'integer', 100), column('text', 'text', 90), column('label', 'text', 3)],
  {
    textColumn: 'text',
    labelColumn: 'label',
    classes: [
      { label: 'good', rows: 60 },
      { label: 'bad', rows: 40 },
    ],
  },
);

describe('the task that is suggested', () => {
  test.each([
    ['CAUSAL_LM', 'conversations', lookAt([column('messages', 'messages')])],
    ['SEQ_CLS', 'classes', labelled],
    ['TOKEN_CLS', 'words with tags', lookAt([column('tokens', 'list'), column('ner_tags', 'list')])],
    [
      'QUESTION_ANS',
      'questions, contexts and answers',
      lookAt([column('question', 'text'), column('context', 'text'), column('answers', 'object')]),
    ],
    ['SEQ_2_SEQ_LM', 'sources and targets', lookAt([column('source', 'text'), column('target', 'text')])],
    ['CAUSAL_LM', 'prompts', lookAt([column('prompt', 'text'), column('completion', 'text')])],
    ['FEATURE_EXTRACTION', 'pairs', lookAt([column('anchor', 'text'), column('positive', 'text')])],
    ['CAUSAL_LM', 'texts alone', lookAt([column('text', 'text')], { textColumn: 'text' })],
  ])('is %s for %s', (task, _, look) => {
    expect(suggestTask(look, [])).toBe(task);
  });

  test('is what the model was made for when the data does not tell', () => {
    expect(suggestTask(undefined, ['LlamaForCausalLM'])).toBe('CAUSAL_LM');
    expect(suggestTask(undefined, ['T5ForConditionalGeneration'])).toBe('SEQ_2_SEQ_LM');
    expect(suggestTask(undefined, ['BertModel'])).toBe('SEQ_CLS');
    expect(suggestTask(undefined, [])).toBeUndefined();
  });

  test('of prompts depends on whether the model writes answers of its own', () => {
    const look = lookAt([column('prompt', 'text'), column('response', 'text')]);
    expect(suggestTask(look, ['T5ForConditionalGeneration'])).toBe('SEQ_2_SEQ_LM');
    expect(suggestTask(look, ['Qwen3ForCausalLM'])).toBe('CAUSAL_LM');
  });
});

describe('columns', () => {
  test('are certain when one has texts and one has values that come again', () => {
    expect(columnChoices('textColumn', 'SEQ_CLS', labelled, undefined)).toMatchObject({
      names: ['text'],
      isCertain: true,
    });
    expect(columnChoices('labelColumn', 'SEQ_CLS', labelled, 'text')).toMatchObject({
      names: ['label'],
      isCertain: true,
    });
  });

  test('put first what the look guessed', () => {
    const look = lookAt([column('title', 'text'), column('body', 'text'), column('stars', 'integer', 5)], {
      textColumn: 'body',
      labelColumn: 'stars',
    });
    expect(columnChoices('textColumn', 'SEQ_CLS', look, undefined).names).toEqual(['body', 'title']);
  });

  test('of a kind that fits nothing are all offered', () => {
    const look = lookAt([column('a', 'integer', 90), column('b', 'number', 90)]);
    expect(columnChoices('textColumn', 'SEQ_CLS', look, undefined).names).toEqual(['a', 'b']);
  });

  test('for answers may be left out, and are when none looks like one', () => {
    const look = lookAt([column('text', 'text'), column('source', 'text')], { textColumn: 'text' });
    expect(columnChoices('labelColumn', 'CAUSAL_LM', look, 'text').isOptional).toBe(true);
    expect(firstOf('labelColumn', 'CAUSAL_LM', look, 'text')).toBe('');
    const pairs = lookAt([column('prompt', 'text'), column('completion', 'text')], {
      textColumn: 'prompt',
      labelColumn: 'completion',
    });
    expect(firstOf('labelColumn', 'CAUSAL_LM', pairs, 'prompt')).toBe('completion');
  });

  test('have their usual names where nobody can look', () => {
    expect(firstOf('textColumn', 'SEQ_CLS', undefined)).toBe('text');
    expect(firstOf('labelColumn', 'SEQ_CLS', undefined)).toBe('label');
  });
});

describe('data files', () => {
  test.each(['/w/train.jsonl', '/w/data/Train.CSV', '/w/a.parquet', '/w/reviews.tsv', '/w/rows.json'])(
    '%s is one',
    (path) => {
      expect(isDataFile(path)).toBe(true);
    },
  );

  test.each([
    '/w/package.json',
    '/w/tsconfig.build.json',
    '/m/config.json',
    '/m/tokenizer.json',
    '/m/config_sentence_transformers.json',
    '/m/model.safetensors.index.json',
    '/w/checkpoint-10/trainer_state.json',
    '/w/fit.run.json',
    '/w/notes.txt',
  ])('%s is none', (path) => {
    expect(isDataFile(path)).toBe(false);
  });
});

describe('what is typed', () => {
  test.each([
    ['learningRate', '2e-4', 2e-4],
    ['learningRate', '0,001', 0.001],
    ['learningRate', '', 'suited'],
    ['learningRate', '2', undefined],
    ['learningRate', '0', undefined],
    ['batchSize', '16', 16],
    ['batchSize', '1.5', undefined],
    ['batchSize', '0x10', undefined],
    ['batchSize', '', undefined],
    ['epochs', '0.5', 0.5],
    ['epochs', '-1', undefined],
    ['maxLength', '', 'suited'],
    ['maxLength', 'many', undefined],
  ] as const)('as %s: “%s”', (setting, text, value) => {
    expect(readNumber(setting, text)).toBe(value);
  });

  test('as names of modules may be a list of Python', () => {
    expect(readNames('["q_proj", \'v_proj\']')).toEqual(['q_proj', 'v_proj']);
    expect(readNames('q_proj v_proj;q_proj')).toEqual(['q_proj', 'v_proj']);
    expect(readNames(' , ')).toEqual([]);
  });

  test('as output has to lie below the script', () => {
    expect(outputFault('outputs/first')).toBeUndefined();
    expect(outputFault('')).toBeUndefined();
    expect(outputFault('/tmp/x')).toBe('absolute');
    expect(outputFault('C:\\x')).toBe('absolute');
    expect(outputFault('a/../../b')).toBe('outside');
    expect(outputFault('a?b')).toBe('characters');
  });

  test('is taken back by typing nothing', () => {
    expect(withSetting({ epochs: 2, maxLength: 256 }, 'maxLength', undefined)).toEqual({ epochs: 2 });
  });

  test('is shown as Python writes it', () => {
    expect([2e-4, 0.001, 0.5, 2e-5].map(numberText)).toEqual(['2e-4', '0.001', '0.5', '2e-5']);
  });
});

describe('modules', () => {
  const query = { label: 'query', name: 'query' };
  const value = { label: 'value', name: 'value' };
  const all = { label: 'All', name: 'all-linear' };

  test('that are ticked after every linear layer take its place, and the other way round', () => {
    expect(ticked([query, value, all], [query, value])).toEqual([all]);
    expect(ticked([all, query], [all])).toEqual([query]);
    expect(ticked([query, value], [query])).toEqual([query, value]);
  });
});

test('a script tells what suited it, and why', () => {
  const text = 'import os\n\n# Tokens; 0: all.\n# Really.\nMAX_LENGTH = 0\nLEARNING_RATE = 0.001\n';
  expect(constantOf(text, 'MAX_LENGTH')).toEqual({ value: '0', why: 'Tokens; 0: all. Really.' });
  expect(constantOf(text, 'LEARNING_RATE')).toEqual({ value: '0.001', why: '' });
  expect(constantOf(text, 'EPOCHS')).toBeUndefined();
});

describe('a question to the server', () => {
  test('is asked once, and again only after it failed', async () => {
    const memory = new Memory<number>();
    const question = vi.fn().mockRejectedValueOnce(new Error('no')).mockResolvedValue(7);
    expect((await memory.ask('a', question)).kind).toBe('failed');
    expect(memory.known('a')?.kind).toBe('failed');
    await Promise.all([memory.ask('a', question), memory.ask('a', question)]);
    expect(memory.known('a')).toEqual({ kind: 'answer', value: 7 });
    expect(question).toHaveBeenCalledTimes(2);
  });
});
