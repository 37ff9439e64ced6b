// The settings of the review: what may be typed into them. Pure.
import type { Settings } from './choices';

export type SettingId = keyof Settings;
export type NumberSetting = Exclude<SettingId, 'precision' | 'output'>;

/** What scripts have where nothing was set; `maxLength`: unless the model can do less. */
export const USUAL = {
  precision: 'auto',
  batchSize: 8,
  gradientAccumulation: 1,
  epochs: 3,
  maxLength: 512,
} as const;

interface Range {
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
}

export const RANGES: Readonly<Record<NumberSetting, Range>> = {
  batchSize: { least: 1, most: 65_536, isWhole: true },
  gradientAccumulation: { least: 1, most: 65_536, isWhole: true },
  // Above 1 nothing has ever been learned.
  learningRate: { least: Number.MIN_VALUE, most: 1, isWhole: false },
  epochs: { least: Number.MIN_VALUE, most: 10_000, isWhole: false },
  maxLength: { least: 1, most: 10_000_000, isWhole: true },
};

/** These may be left to what suits them. */
const SUITED: readonly NumberSetting[] = ['learningRate', 'maxLength'];

export function isSuited(setting: NumberSetting): boolean {
  return SUITED.includes(setting);
}

/** The number that was typed; `suited` when nothing was and that is allowed; undefined when it cannot be. */
export function readNumber(setting: NumberSetting, text: string): number | 'suited' | undefined {
  const typed = text.trim().replace(',', '.');
  if (typed === '') {
    return isSuited(setting) ? 'suited' : undefined;
  }
  // What `Number` takes beyond decimals, such as 0x10, is a slip here.
  const value = /^[+]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(typed) ? Number(typed) : Number.NaN;
  const { least, most, isWhole } = RANGES[setting];
  return value >= least && value <= most && (!isWhole || Number.isInteger(value)) ? value : undefined;
}

/** As Python writes it: `2e-5`, `0.001`. */
export function numberText(value: number): string {
  return value !== 0 && value < 0.001 ? value.toExponential() : String(value);
}

/** Names of a list as people type it: commas, spaces, quotes and brackets are all the same. */
export function readNames(text: string): readonly string[] {
  return [
    ...new Set(
      text
        .split(/[\s,;'"[\]]+/)
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    ),
  ];
}

export type OutputFault = 'absolute' | 'outside' | 'characters';

/** What is wrong with a folder that has to lie below the script's; undefined: nothing is. */
export function outputFault(text: string): OutputFault | undefined {
  const parts = text.trim().split(/[\\/]+/);
  if (/^([\\/~]|[a-z]:)/i.test(text.trim())) {
    return 'absolute';
  }
  if (parts.includes('..')) {
    return 'outside';
  }
  // What Windows refuses is refused everywhere: the script may travel. No control characters in any name.
  return parts.some((part) => /[<>:"|?*]|\p{Cc}/u.test(part)) ? 'characters' : undefined;
}

/** Settings with one changed; undefined: it is suited again. */
export function withSetting<Id extends SettingId>(
  settings: Settings,
  id: Id,
  value: Settings[Id] | undefined,
): Settings {
  const others = Object.entries(settings).filter(([other]) => other !== id);
  return Object.fromEntries(value === undefined ? others : [...others, [id, value]]);
}
