// What a run would learn from is told before it starts.
import { expect, test, vi } from 'vitest';
import type { DataLook } from '../../extension/src/protocol';
import { clientMock, vscodeMock } from './editor';

vi.mock('vscode', () => vscodeMock());
vi.mock('vscode-languageclient/node', () => clientMock());
const { dataItems } = await import('../../extension/src/training/dataItems');
const { aboutRows } = await import('../../extension/src/training/dataLooks');

const uri = 'file:///w/data/train.jsonl';
const look = (changes: Partial<DataLook> = {}): DataLook => ({
  rows: 240,
  columns: [],
  textColumn: 'text',
  labelColumn: 'label',
  classes: [
    { label: 'positive', rows: 120 },
    { label: 'negative', rows: 120 },
  ],
  unbalanced: false,
  lengths: { median: 27, p95: 44, max: 54 },
  inTokens: true,
  truncatedRows: 0,
  unlearnableRows: 0,
  sampled: false,
  findings: [],
  ...changes,
});
const rows = (...files: Parameters<typeof dataItems>[0]) =>
  dataItems(files).map(({ label, description = '' }) => `${label} | ${description}`);

test('rows, their lengths and their classes are one line', () => {
  expect(rows({ uri, look: look() })).toEqual([
    '$(table) train.jsonl | 240 rows · median 27 tokens, at most 54 · 2 classes',
  ]);
});

test('what is grave comes first, and what is only good to know last', () => {
  const findings = [
    { severity: 'info', rule: 'lengths', message: 'Good to know.' },
    { severity: 'warning', rule: 'truncated', message: '12 answers are cut off.' },
    { severity: 'error', rule: 'unlearnable', message: '3 rows carry no loss.' },
  ] as const;
  expect(rows({ uri, look: look({ findings: [...findings] }) }).slice(1)).toEqual([
    '$(error) 3 rows carry no loss. | train.jsonl',
    '$(warning) 12 answers are cut off. | train.jsonl',
    '$(info) Good to know. | train.jsonl',
  ]);
});

test('a file that is being looked at, or cannot be, is there all the same', () => {
  expect(rows({ uri, look: undefined }, { uri, look: 'It is damaged.' })).toEqual([
    '$(loading~spin) Looking at train.jsonl… | ',
    '$(warning) train.jsonl | It is damaged.',
  ]);
});

test('nothing is told to be cut by a length that was only assumed', () => {
  const values = { model: 'models/minilm', max_length: 512 };
  expect(aboutRows({ known: true, message: '', values })).toEqual({ model: 'models/minilm', maxLength: 512 });
  expect(aboutRows({ known: true, message: '', values, assumed: ['max_length'] }).maxLength).toBe(0);
  expect(aboutRows({ known: false, message: '' })).toEqual({ model: '', maxLength: 0 });
});
