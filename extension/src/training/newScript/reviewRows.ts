// The rows of the review: writing first, then the settings, then what the data and the script say.
import { env, l10n, type QuickPickItem } from 'vscode';
import type { DataFinding, DataLook, Script, ScriptModel } from '../../protocol';
import { type Choices, FULL } from './choices';
import { failureText } from './facts';
import type { Settled } from './memory';
import { type Offered, troubleItems } from './optionsStep';
import type { Rows } from './question';
import { constantOf } from './scriptFacts';
import { numberText, type SettingId, USUAL } from './settings';
import { group } from './step';
import { sizeText } from '../dataWords';
import { trainableText } from './words';

export type ReviewAction =
  | { readonly kind: 'write' | 'back' }
  | { readonly kind: 'edit'; readonly setting: SettingId }
  | { readonly kind: 'install'; readonly packages: readonly string[] }
  | { readonly kind: 'show'; readonly uri: string; readonly line: number };

export interface ReviewItem extends QuickPickItem {
  /** None: it only says something. */
  readonly does?: ReviewAction;
}

/** What there is by now. */
export interface ReviewFacts {
  readonly offer: Offered;
  readonly look?: Settled<DataLook> | undefined;
  readonly script?: Settled<Script> | undefined;
  readonly model?: Settled<ScriptModel> | undefined;
}

export function reviewRows(choices: Choices, facts: ReviewFacts): Rows<ReviewItem> {
  const script = valueOf(facts.script);
  const problems = script?.problems ?? [];
  const write: ReviewItem = {
    label: l10n.t('$(new-file) Write Script'),
    description: script?.fileName ?? '',
    detail: summary(choices, facts),
    does: { kind: 'write' },
  };
  return {
    placeholder: l10n.t('Enter writes the script. Choose a setting to change it'),
    items: [
      write,
      ...group(l10n.t('Problems'), [
        ...problems.map((problem): ReviewItem => ({
          label: `$(error) ${problem}`,
          detail: l10n.t('Back to what it is about'),
          does: { kind: 'back' },
        })),
        ...failed(facts.script),
      ]),
      ...group(l10n.t('Settings'), settingRows(choices, facts)),
      ...group(l10n.t('Data'), dataRows(choices, facts.look)),
      ...group(l10n.t('Packages'), packageRows(facts, script)),
    ],
    active: write,
  };
}

function summary(choices: Choices, { offer, model }: ReviewFacts): string {
  const named = (value: string | undefined, from: Offered['methods']): string =>
    from.find((choice) => choice.value === value)?.label ?? value ?? '';
  const read = valueOf(model);
  return [
    named(choices.method, offer.methods),
    ...(choices.targetModules ?? []).slice(0, 4),
    read && read.trainable > 0 && choices.method !== FULL ? trainableText(read) : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function settingRows({ settings = {}, method }: Choices, facts: ReviewFacts): ReviewItem[] {
  const text = valueOf(facts.script)?.text ?? '';
  const { precision = USUAL.precision, epochs = USUAL.epochs, maxLength } = settings;
  const { batchSize = USUAL.batchSize, gradientAccumulation = USUAL.gradientAccumulation } = settings;
  const row = (setting: SettingId, label: string, description: string): ReviewItem => ({
    ...{ label, description, does: { kind: 'edit', setting } },
  });
  const precisionName = facts.offer.precisions.find(({ value }) => value === precision)?.label;
  const together = batchSize * gradientAccumulation;
  return [
    row('learningRate', l10n.t('Learning rate'), learningRate(settings.learningRate, method, text)),
    row('epochs', l10n.t('Epochs'), epochs.toLocaleString(env.language)),
    row('batchSize', l10n.t('Batch size'), l10n.t('{0} on each device', batchSize)),
    row(
      'gradientAccumulation',
      l10n.t('Gradient accumulation'),
      gradientAccumulation === 1
        ? l10n.t('1: the weights change after every batch')
        : l10n.t('{0}: the weights change after {1} rows of a device', gradientAccumulation, together),
    ),
    row(
      'maxLength',
      l10n.t('Max length'),
      maxLength === undefined
        ? l10n.t('as many tokens as the model can, at most {0}', USUAL.maxLength)
        : l10n.t('{0} tokens', maxLength.toLocaleString(env.language)),
    ),
    row(
      'precision',
      l10n.t('Precision'),
      precisionName === undefined || precisionName === precision
        ? precision
        : `${precision} · ${precisionName}`,
    ),
    row('output', l10n.t('Output folder'), outputText(settings.output, valueOf(facts.script))),
  ];
}

function learningRate(set: number | undefined, method: string | undefined, text: string): string {
  if (set !== undefined) {
    return l10n.t('{0} · set by hand', numberText(set));
  }
  const value = constantOf(text, 'LEARNING_RATE')?.value;
  const suited =
    method === FULL
      ? l10n.t('suited to full fine-tuning: small steps keep what the model knows')
      : l10n.t('suited to the method: few weights are trained, in larger steps');
  return value === undefined ? suited : `${numberText(Number(value))} · ${suited}`;
}

function outputText(set: string | undefined, script: Script | undefined): string {
  if (set !== undefined) {
    return set;
  }
  const named = constantOf(script?.text ?? '', 'OUTPUT')?.value.replace(/^["']|["']$/g, '');
  return named ?? l10n.t('named after the script');
}

function dataRows({ data }: Choices, look: Settled<DataLook> | undefined): ReviewItem[] {
  if (data?.isLocal === false) {
    return [{ label: l10n.t('$(globe) {0} is looked at when the script runs', data.name) }];
  }
  if (look === undefined) {
    return [{ label: l10n.t('$(loading~spin) Looking at the data…') }];
  }
  if (look.kind === 'failed') {
    return [{ label: `$(error) ${failureText(look.error)}` }];
  }
  const { findings = [] } = look.value;
  const isUnbalanced = ({ rule }: DataFinding): boolean => rule === 'unbalanced';
  return [
    { label: `$(table) ${sizeText(look.value)}` },
    ...classRows(look.value, findings.find(isUnbalanced)),
    ...findings
      .filter((finding) => !isUnbalanced(finding))
      .map((finding) => findingRow(finding, data?.uri ?? '')),
  ];
}

function classRows({ classes, unbalanced }: DataLook, finding: DataFinding | undefined): ReviewItem[] {
  if (classes.length < 2) {
    return [];
  }
  const label = unbalanced
    ? l10n.t('{0} classes, unbalanced: F1 is the macro average', classes.length)
    : l10n.t('{0} classes', classes.length);
  return finding === undefined
    ? [{ label: `$(symbol-enum) ${label}` }]
    : [{ label: `$(${finding.severity}) ${label}`, detail: finding.message }];
}

function findingRow({ severity, message, rows = [] }: DataFinding, uri: string): ReviewItem {
  const [first] = rows;
  const { label, detail } = inTwo(message);
  return {
    label: `$(${severity}) ${label}`,
    ...(detail === '' ? {} : { detail }),
    // Rows of JSON Lines are lines.
    ...(first !== undefined && uri.endsWith('.jsonl')
      ? {
          description: l10n.t('line {0}', first),
          does: { kind: 'show', uri, line: first - 1 } satisfies ReviewAction,
        }
      : {}),
  };
}

/** A row has room for this much. */
const ROOM = 72;

/** A long sentence goes on below its first part, so that all of it can be read. */
function inTwo(message: string): { readonly label: string; readonly detail: string } {
  const [, first, rest] = /^(.{8,}?(?:[.:;,](?= )|[。、]))\s*(.+)$/u.exec(message) ?? [];
  return message.length <= ROOM || first === undefined || rest === undefined
    ? { label: message, detail: '' }
    : { label: first, detail: rest };
}

function packageRows({ offer }: ReviewFacts, script: Script | undefined): ReviewItem[] {
  const needs = script?.needs ?? [];
  const missing = needs.length > 0 ? needs : offer.missing;
  return troubleItems({ ...offer, missing }).map(({ install, ...item }) => ({
    ...item,
    ...(install === undefined ? {} : { does: { kind: 'install', packages: install } satisfies ReviewAction }),
  }));
}

function failed(script: Settled<Script> | undefined): ReviewItem[] {
  return script?.kind === 'failed' ? [{ label: `$(warning) ${failureText(script.error)}` }] : [];
}

function valueOf<T>(settled: Settled<T> | undefined): T | undefined {
  return settled?.kind === 'answer' ? settled.value : undefined;
}
