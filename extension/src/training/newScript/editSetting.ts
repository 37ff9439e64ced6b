// One setting of the review, changed.
import * as vscode from 'vscode';
import type { Choice } from '../../protocol';
import type { Choices, Settings } from './choices';
import { askPick, askText, type Frame, type Reply } from './question';
import {
  isSuited,
  type NumberSetting,
  numberText,
  outputFault,
  RANGES,
  readNumber,
  type SettingId,
  USUAL,
} from './settings';

/** An answer without a value: it is suited again. */
export async function editSetting(
  frame: Frame,
  setting: SettingId,
  { settings = {} }: Choices,
  precisions: readonly Choice[],
): Promise<Reply<Settings[SettingId] | undefined>> {
  switch (setting) {
    case 'precision':
      return pickPrecision(frame, settings.precision ?? USUAL.precision, precisions);
    case 'output':
      return typeOutput(frame, settings.output ?? '');
    case 'batchSize':
    case 'gradientAccumulation':
    case 'learningRate':
    case 'epochs':
    case 'maxLength':
      return typeNumber(frame, setting, settings);
  }
}

async function pickPrecision(
  frame: Frame,
  now: string,
  precisions: readonly Choice[],
): Promise<Reply<string>> {
  const items = precisions.map(({ value, label, description = '' }) => ({
    label: value,
    description: label === value ? description : label,
  }));
  const reply = await askPick(frame, {
    items,
    placeholder: vscode.l10n.t('How precisely is it to compute?'),
    active: items.find(({ label }) => label === now),
  });
  return reply.kind === 'answer' ? { kind: 'answer', value: reply.value[0]?.label ?? now } : reply;
}

async function typeOutput(frame: Frame, now: string): Promise<Reply<string | undefined>> {
  const reply = await askText(frame, {
    prompt: vscode.l10n.t(
      'Folder for what is trained, as seen from the script. Empty: named after the script.',
    ),
    value: now,
    fault: (text) => {
      switch (outputFault(text)) {
        case 'absolute':
        case 'outside':
          return vscode.l10n.t('A folder below that of the script, such as outputs/first');
        case 'characters':
          return vscode.l10n.t('Not every system can have such a name.');
        case undefined:
          return undefined;
      }
    },
  });
  if (reply.kind !== 'answer') {
    return reply;
  }
  const typed = reply.value.trim();
  return { kind: 'answer', value: typed === '' ? undefined : typed };
}

async function typeNumber(
  frame: Frame,
  setting: NumberSetting,
  settings: Settings,
): Promise<Reply<number | undefined>> {
  const now =
    settings[setting] ?? (setting === 'learningRate' || setting === 'maxLength' ? undefined : USUAL[setting]);
  const reply = await askText(frame, {
    prompt: prompt(setting),
    value: now === undefined ? '' : numberText(now),
    fault: (text) => (readNumber(setting, text) === undefined ? fault(setting) : undefined),
  });
  if (reply.kind !== 'answer') {
    return reply;
  }
  const typed = readNumber(setting, reply.value);
  return { kind: 'answer', value: typed === 'suited' ? undefined : typed };
}

function prompt(setting: NumberSetting): string {
  switch (setting) {
    case 'batchSize':
      return vscode.l10n.t('Rows that a device computes at once. Fewer take less memory.');
    case 'gradientAccumulation':
      return vscode.l10n.t('Batches before the weights change: more rows a step without more memory.');
    case 'learningRate':
      return vscode.l10n.t('The highest learning rate, such as 2e-4. Empty: suited to the method.');
    case 'epochs':
      return vscode.l10n.t('How often all of the data is learned from');
    case 'maxLength':
      return vscode.l10n.t(
        'Tokens; longer rows are cut. Empty: as many as the model can, at most {0}.',
        USUAL.maxLength,
      );
  }
}

function fault(setting: NumberSetting): string {
  const { isWhole, most } = RANGES[setting];
  const number = isWhole
    ? vscode.l10n.t('A whole number from 1 to {0}', most)
    : vscode.l10n.t('A number above 0, and at most {0}', most);
  return isSuited(setting) ? `${number}, ${vscode.l10n.t('or nothing')}` : number;
}
