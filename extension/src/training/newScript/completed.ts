// The choices as the server takes them, with the columns that were not asked about. Pure.
import type { DataLook, ScriptChoices } from '../../protocol';
import { type Choices, scriptChoices } from './choices';
import { firstOf } from './columns';

/** `look` undefined: nobody has looked, or could. */
export function completed(choices: Choices, look: DataLook | undefined): ScriptChoices | undefined {
  const { taskType } = choices;
  if (taskType === undefined) {
    return undefined;
  }
  const textColumn = choices.textColumn ?? firstOf('textColumn', taskType, look);
  const labelColumn = choices.labelColumn ?? firstOf('labelColumn', taskType, look, textColumn);
  return scriptChoices({ ...choices, textColumn, labelColumn }, look?.unbalanced ?? false);
}
