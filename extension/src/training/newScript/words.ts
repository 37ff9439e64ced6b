// Numbers and columns in words.
import { env, l10n } from 'vscode';
import type { DataColumn, ScriptModel } from '../../protocol';

/** `text · 1,204 values` */
export function columnDescription({ kind, distinct }: DataColumn): string {
  return distinct === null || distinct === 0
    ? kindName(kind)
    : l10n.t('{0} · {1} values', kindName(kind), distinct.toLocaleString(env.language));
}

export function kindName(kind: DataColumn['kind']): string {
  switch (kind) {
    case 'text':
      return l10n.t('text');
    case 'messages':
      return l10n.t('conversations');
    case 'integer':
      return l10n.t('whole numbers');
    case 'number':
      return l10n.t('numbers');
    case 'boolean':
      return l10n.t('true or false');
    case 'list':
      return l10n.t('lists');
    case 'object':
      return l10n.t('objects');
    case 'empty':
      return l10n.t('empty');
  }
}

/** `884,736 of 22.7 M parameters are trained (3.9 %)` */
export function trainableText({ trainable, parameters }: ScriptModel): string {
  return l10n.t(
    '{0} of {1} parameters are trained ({2} %)',
    parameterCount(trainable),
    parameterCount(parameters),
    ((100 * trainable) / parameters).toPrecision(2),
  );
}

export function parameterCount(count: number): string {
  const scale = [
    { least: 1e9, unit: 'B' },
    { least: 1e6, unit: 'M' },
  ].find(({ least }) => count >= least);
  return scale === undefined
    ? count.toLocaleString(env.language)
    : `${(count / scale.least).toPrecision(3)} ${scale.unit}`;
}
