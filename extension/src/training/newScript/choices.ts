// What somebody has answered so far, and what an answer makes of the later ones. Pure.
import type { ScriptChoices } from '../../protocol';

export type TaskType = ScriptChoices['taskType'];

/** What the script learns from. */
export interface DataSource {
  readonly isLocal: boolean;
  /** Path of a file, or a repository of the Hub. */
  readonly name: string;
  /** URI of a file; empty for a repository. */
  readonly uri: string;
}

/** Only what was set by hand: everything else is suited to the rest. */
export interface Settings {
  readonly precision?: string;
  readonly batchSize?: number;
  readonly gradientAccumulation?: number;
  readonly learningRate?: number;
  readonly epochs?: number;
  readonly maxLength?: number;
  readonly output?: string;
}

export interface Choices {
  /** A folder's path, or an id. */
  readonly model?: string;
  readonly data?: DataSource;
  readonly taskType?: TaskType;
  readonly textColumn?: string;
  readonly labelColumn?: string;
  readonly method?: string;
  /** Empty: peft's own choice. */
  readonly targetModules?: readonly string[];
  readonly settings?: Settings;
}

/** Without peft. */
export const FULL = 'FULL';
/** In place of names: every linear layer. */
export const ALL_LINEAR = 'all-linear';

/** Answers that say nothing any more once the one they were given for is another. */
const RESTS_ON_IT: Readonly<Partial<Record<keyof Choices, readonly (keyof Choices)[]>>> = {
  model: ['targetModules'],
  data: ['taskType', 'textColumn', 'labelColumn', 'targetModules'],
  taskType: ['textColumn', 'labelColumn', 'targetModules'],
  method: ['targetModules'],
};

/** The same answer again changes nothing; another one takes with it what rested on the old one. */
export function answered(choices: Choices, answer: Partial<Choices>): Choices {
  const keys = Object.keys(answer) as (keyof Choices)[];
  const changed = keys.filter((key) => !isSame(choices[key], answer[key]));
  const gone = new Set(
    changed
      .filter((key) => choices[key] !== undefined)
      .flatMap((key) => RESTS_ON_IT[key] ?? [])
      .filter((key) => !keys.includes(key)),
  );
  const kept = Object.entries(choices).filter(([key]) => !gone.has(key as keyof Choices));
  const settings =
    changed.includes('method') && choices.method !== undefined && choices.settings?.learningRate !== undefined
      ? { settings: withoutLearningRate(choices.settings) }
      : {};
  return { ...Object.fromEntries(kept), ...settings, ...answer };
}

/** What the server writes a script of; undefined while a question is open. */
export function scriptChoices(choices: Choices, unbalanced: boolean): ScriptChoices | undefined {
  const { model, data, taskType, method, settings } = choices;
  if (model === undefined || data === undefined || taskType === undefined || method === undefined) {
    return undefined;
  }
  return {
    ...{ model, taskType, method, unbalanced },
    ...{ data: data.name, dataIsLocal: data.isLocal },
    textColumn: choices.textColumn ?? '',
    labelColumn: choices.labelColumn ?? '',
    targetModules: [...(choices.targetModules ?? [])],
    ...settings,
  };
}

function withoutLearningRate(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([id]) => id !== 'learningRate'));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
