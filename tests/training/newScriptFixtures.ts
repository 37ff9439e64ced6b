// Looks, models and people that the tests of the wizard are about.
import type { DataColumn, DataLook, ScriptModel } from '../../extension/src/protocol';
import type { Choices } from '../../extension/src/training/newScript/choices';
import type { Known, StepId } from '../../extension/src/training/newScript/steps';
import { TASK_TYPES } from '../../extension/src/training/newScript/taskTypes';

export function column(name: string, kind: DataColumn['kind'], distinct: number | null = null): DataColumn {
  return { name, kind, distinct, examples: [] };
}

export function lookAt(columns: DataColumn[], more: Partial<DataLook> = {}): DataLook {
  return {
    rows: 100,
    columns,
    textColumn: '',
    labelColumn: '',
    classes: [],
    unbalanced: false,
    lengths: {},
    inTokens: true,
    truncatedRows: 0,
    unlearnableRows: 0,
    sampled: false,
    ...more,
  };
}

/** A model whose method would choose these modules by itself. */
export function modelWith(names: readonly string[]): ScriptModel {
  return {
    modules: names.map((name) => ({ name, count: 6, shape: '384 × 384', recommended: true })),
    allLinear: names.length > 0,
    parameters: 22_700_000,
    trainable: 884_736,
  };
}

const KINDS: readonly DataColumn['kind'][] = ['text', 'messages', 'integer', 'boolean', 'list', 'empty'];

/** The same numbers for the same seed: mulberry32. */
export function randomSource(seed: number) {
  let state = seed;
  const number = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(number() * count);
  const oneOf = <T>(values: readonly T[]): T => values[below(values.length)]!;
  const columns = (): DataColumn[] =>
    Array.from({ length: below(5) }, (_, place) => column(`column${place}`, oneOf(KINDS)));
  return {
    known(): Known {
      const found = columns();
      const name = (): string => (found.length === 0 ? '' : oneOf(found).name);
      return {
        look: oneOf([
          undefined,
          'failed' as const,
          lookAt(found, { textColumn: name(), labelColumn: name() }),
        ]),
        model: oneOf([undefined, 'failed' as const, modelWith([]), modelWith(['query'])]),
      };
    },
    answerTo(step: StepId): Partial<Choices> {
      const name = `column${below(4)}`;
      switch (step) {
        case 'model':
          return { model: oneOf(['one', 'other/model', '/a/folder']) };
        case 'data':
          return { data: { isLocal: below(2) === 0, name: `data${below(3)}`, uri: '' } };
        case 'taskType':
          return { taskType: oneOf(TASK_TYPES) };
        case 'textColumn':
          return { textColumn: name };
        case 'labelColumn':
          return { labelColumn: oneOf(['', name]) };
        case 'method':
          return { method: oneOf(['LORA', 'IA3', 'FULL']) };
        case 'targetModules':
          return { targetModules: oneOf([[], ['query'], ['all-linear'], ['query', 'value']]) };
        case 'settings':
          return { settings: oneOf([{}, { epochs: 2 }, { learningRate: 0.1, batchSize: 4 }]) };
      }
    },
  };
}
