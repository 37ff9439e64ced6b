// The wizard's way: which questions are asked, in which order, and what becomes of the answers.
import { describe, expect, test } from 'vitest';
import { answered, type Choices, FULL, type Settings } from '../../extension/src/training/newScript/choices';
import { completed } from '../../extension/src/training/newScript/completed';
import {
  adaptsNoModules,
  isAsked,
  type Known,
  placeOf,
  stepAfter,
  stepBefore,
  type StepId,
  STEPS,
} from '../../extension/src/training/newScript/steps';
import { column, lookAt, modelWith, randomSource } from './newScriptFixtures';

const labelled = lookAt([column('text', 'text'), column('label', 'integer', 2)], {
  textColumn: 'text',
  labelColumn: 'label',
  classes: [
    { label: '0', rows: 80 },
    { label: '1', rows: 20 },
  ],
  unbalanced: true,
});
const local = { isLocal: true, name: '/w/train.jsonl', uri: 'file:///w/train.jsonl' };
const complete: Choices = { model: 'm', data: local, taskType: 'SEQ_CLS', method: 'LORA' };

/** All questions that somebody meets who answers each. */
function asked(choices: Choices, known: Known): StepId[] {
  const met: StepId[] = [];
  for (let step = stepAfter(undefined, choices, known); step; step = stepAfter(step, choices, known)) {
    met.push(step);
  }
  return met;
}

describe('the questions', () => {
  test('of a labelled file are model, data, task, method, modules and review', () => {
    expect(asked(complete, { look: labelled, model: modelWith(['query', 'value']) })).toEqual([
      'model',
      'data',
      'taskType',
      'method',
      'targetModules',
      'settings',
    ]);
  });

  test('leave out modules for full fine-tuning', () => {
    expect(asked({ ...complete, method: FULL }, { look: labelled })).not.toContain('targetModules');
  });

  test('leave out modules for a method that adapts none', () => {
    const model = { ...modelWith([]), modules: [{ name: 'query', count: 6, shape: '', recommended: false }] };
    expect(adaptsNoModules(model)).toBe(true);
    expect(asked(complete, { look: labelled, model })).not.toContain('targetModules');
  });

  test('include modules when the method does not fit the model, or the model cannot be read', () => {
    for (const model of [
      { ...modelWith([]), problems: ['no'] },
      { ...modelWith([]), message: 'It is not here.' },
    ]) {
      expect(asked(complete, { look: labelled, model })).toContain('targetModules');
    }
    expect(asked(complete, { look: labelled, model: 'failed' })).toContain('targetModules');
  });

  test('include columns that are not certain', () => {
    const look = lookAt([column('title', 'text'), column('body', 'text'), column('label', 'integer', 2)]);
    expect(asked(complete, { look })).toContain('textColumn');
  });

  test('include columns of data that nobody can look at', () => {
    const hub = { ...complete, data: { isLocal: false, name: 'owner/data', uri: '' } };
    expect(asked(hub, {})).toEqual(expect.arrayContaining(['textColumn', 'labelColumn']));
    expect(asked(complete, { look: 'failed' })).toEqual(
      expect.arrayContaining(['textColumn', 'labelColumn']),
    );
  });

  test('do not end with a question about the answer in a conversation', () => {
    const look = lookAt([column('messages', 'messages'), column('source', 'text')], {
      textColumn: 'messages',
    });
    const steps = asked({ ...complete, taskType: 'CAUSAL_LM' }, { look });
    expect(steps).not.toContain('textColumn');
    expect(steps).not.toContain('labelColumn');
  });
});

describe('answers', () => {
  test('that are given again change nothing', () => {
    const full = { ...complete, targetModules: ['query'], textColumn: 'text', settings: { epochs: 2 } };
    expect(answered(full, { model: 'm' })).toEqual(full);
    expect(answered(full, { data: { ...local } })).toEqual(full);
  });

  test('take with them what rested on the old one', () => {
    const full = { ...complete, targetModules: ['query'], textColumn: 'text', labelColumn: 'label' };
    expect(answered(full, { data: { ...local, name: '/w/other.csv' } })).toEqual({
      model: 'm',
      data: { ...local, name: '/w/other.csv' },
      method: 'LORA',
    });
    expect(answered(full, { model: 'other' }).targetModules).toBeUndefined();
    expect(answered(full, { model: 'other' }).textColumn).toBe('text');
  });

  test('another method forgets the learning rate that was typed for the old one, and no other setting', () => {
    const settings: Settings = { learningRate: 0.5, epochs: 2 };
    expect(answered({ ...complete, settings }, { method: FULL }).settings).toEqual({ epochs: 2 });
    expect(answered({ ...complete, settings }, { method: 'LORA' }).settings).toEqual(settings);
  });

  test('become what the server takes, with the columns that were certain', () => {
    expect(completed({ ...complete, targetModules: ['query'] }, labelled)).toEqual({
      model: 'm',
      data: '/w/train.jsonl',
      dataIsLocal: true,
      taskType: 'SEQ_CLS',
      textColumn: 'text',
      labelColumn: 'label',
      method: 'LORA',
      targetModules: ['query'],
      unbalanced: true,
    });
  });

  test('are not enough while a question is open', () => {
    expect(completed({ model: 'm', taskType: 'SEQ_CLS' }, labelled)).toBeUndefined();
  });
});

describe('the way', () => {
  test('back from the first question leads nowhere', () => {
    expect(stepBefore('model', complete, {})).toBeUndefined();
  });

  test('counts only questions that are asked', () => {
    expect(placeOf('settings', { ...complete, method: FULL }, { look: labelled })).toEqual({
      number: 5,
      total: 5,
    });
  });

  // The property that the wizard stands on, over many generated people and files.
  test('back from any question and forward again keeps the choices', () => {
    for (let seed = 1; seed <= 500; seed += 1) {
      const random = randomSource(seed);
      const known = random.known();
      let choices: Choices = {};
      let step = stepAfter(undefined, choices, known);
      while (step !== undefined) {
        choices = answered(choices, random.answerTo(step));
        const before = stepBefore(step, choices, known);
        if (before !== undefined) {
          expect(isAsked(before, choices, known)).toBe(true);
          const again = answered(choices, { [before]: choices[before] });
          expect(again).toEqual(choices);
          expect(stepAfter(before, again, known)).toBe(step);
        }
        const { number, total } = placeOf(step, choices, known);
        expect(number).toBeGreaterThan(0);
        expect(number).toBeLessThanOrEqual(total);
        step = stepAfter(step, choices, known);
      }
    }
  });

  test('back to the first question and forward with the same answers comes to the same end', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = randomSource(seed);
      const known = random.known();
      let choices: Choices = {};
      for (const step of STEPS) {
        choices = isAsked(step, choices, known) ? answered(choices, random.answerTo(step)) : choices;
      }
      const again = STEPS.reduce(
        (all, step) => (all[step] === undefined ? all : answered(all, { [step]: all[step] })),
        choices,
      );
      expect(again).toEqual(choices);
    }
  });
});
