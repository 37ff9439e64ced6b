import { describe, expect, test } from 'vitest';
import { type ArgumentsOf, argumentRows } from '../../extension/webview/health/differences';

function log(args: Record<string, string>, suggested: Record<string, string> = {}): ArgumentsOf {
  return { arguments: args, suggested: new Map(Object.entries(suggested)) };
}

describe('the arguments of several runs', () => {
  test('come with those that differ first, and where they write last among them', () => {
    const rows = argumentRows([
      log({ adam_beta1: '0.9', learning_rate: '2e-4', output_dir: 'a', weight_decay: '0.0' }),
      log({ adam_beta1: '0.9', learning_rate: '2e-5', output_dir: 'b', weight_decay: '0.1' }),
    ]);
    expect(rows.map(({ name, differs }) => [name, differs])).toEqual([
      ['learning_rate', true],
      ['weight_decay', true],
      ['output_dir', true],
      ['adam_beta1', false],
    ]);
  });

  test('do not differ in what only one log tells', () => {
    const [row] = argumentRows([log({ seed: '42' }), log({})]);
    expect(row).toEqual({
      name: 'seed',
      values: ['42', undefined],
      differs: false,
      suggested: [undefined, undefined],
    });
  });

  test('begin with that which a finding is about, known or not', () => {
    const rows = argumentRows([log({ seed: '1' }, { learning_rate: '2e-5' }), log({ seed: '2' })]);
    expect(rows.map(({ name }) => name)).toEqual(['learning_rate', 'seed']);
    expect(rows[0]?.suggested).toEqual(['2e-5', undefined]);
  });

  test('may be called like what every object has', () => {
    expect(argumentRows([log({}), log({ constructor: 'x' })])[0]?.values).toEqual([undefined, 'x']);
  });
});
