import type { Axis } from '../../src/webview/healthMessages';
import type { AxisUnit } from './axisUnit';

const GROUPED = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A value as it was logged: the fewest digits that tell it from any other of its precision. */
export function exactly(value: number): string {
  if (!Number.isFinite(value)) {
    return value > 0 ? 'inf' : value < 0 ? '-inf' : 'NaN';
  }
  let digits = 1;
  while (digits < 9 && Math.fround(Number(value.toPrecision(digits))) !== Math.fround(value)) {
    digits++;
  }
  return plain(value, digits);
}

/** A reckoned value: four digits tell enough. */
export function roughly(value: number): string {
  return Number.isFinite(value) ? plain(value, 4) : exactly(value);
}

/** More characters than this are no figure that is read at a glance. */
const LONG = 8;

/**
 * Labels of the vertical axis, each with the digits that tell it from its neighbour at one of the `distances`. All
 * are written alike: with an exponent where they are tiny or huge, or where that is shorter than many digits.
 */
export function tickLabels(values: readonly number[], distances: readonly number[]): string[] {
  const written = (notation: typeof plain): string[] =>
    values.map((value, at) => {
      const precision = Math.abs(value) / (distances[at] ?? Math.abs(value));
      return value === 0
        ? '0'
        : notation(value, Math.max(1, Math.min(9, Math.ceil(Math.log10(precision)) + 1)));
    });
  const largest = Math.max(...values.map(Math.abs));
  const short = written(exponential);
  if (largest < 1e-3 || largest >= 1e7) {
    return short;
  }
  const whole = written(plain);
  return longest(whole) > LONG && longest(short) < longest(whole) ? short : whole;
}

function longest(labels: readonly string[]): number {
  return Math.max(...labels.map(({ length }) => length));
}

/** A place on the horizontal axis, as short as the distance of labels allows. */
export function placeLabel(place: number, axis: Axis, distance: number): string {
  switch (axis) {
    case 'time':
      return duration(place, distance < 1);
    case 'epoch':
      return String(Number(place.toFixed(Math.max(0, Math.min(8, Math.ceil(-Math.log10(distance)) + 1)))));
    case 'step':
      return Number.isInteger(place) ? GROUPED.format(place) : '';
  }
}

/** A place of a point. */
export function exactPlace(place: number, unit: AxisUnit): string {
  switch (unit) {
    case 'time':
      return duration(place, place < 60);
    case 'epoch':
      return String(Number(place.toPrecision(6)));
    case 'row':
    case 'step':
      return GROUPED.format(place);
  }
}

/** h:min:s of seconds. */
export function duration(seconds: number, fraction = false): string {
  const whole = Math.floor(Math.abs(seconds) + (fraction ? 0 : 0.5));
  const part = fraction
    ? (Math.abs(seconds) - whole)
        .toFixed(2)
        .slice(1)
        .replace(/\.?0+$/, '')
    : '';
  const two = (count: number): string => String(count).padStart(2, '0');
  const sign = seconds < 0 ? '-' : '';
  return `${sign}${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}${part}`;
}

function plain(value: number, digits: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) {
    return exponential(value, digits);
  }
  return String(Number(value.toPrecision(Math.max(digits, Math.ceil(Math.log10(size || 1))))));
}

/** Without zeros that say nothing. */
function exponential(value: number, digits: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential(digits - 1).split('e');
  return `${Number(mantissa)}e${Number(exponent)}`;
}

const NICE = [1, 2, 5, 10];

/** Where labels go on a logarithmic axis: 1, 2, 5, 10…, and in a narrow range round numbers. */
export function logarithmicTicks(min: number, max: number, most: number): number[] {
  const decades = Math.log10(max / min);
  const every = Math.max(1, Math.ceil(decades / Math.max(1, most)));
  const steps = decades > most / 3 ? [1] : decades > most / 6 ? [1, 5] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); power += every) {
    ticks.push(
      ...steps.map((step) => Number(`${step}e${power}`)).filter((tick) => tick >= min && tick <= max),
    );
  }
  return ticks.length >= 2 ? ticks : linearTicks(min, max, most);
}

/** Round numbers between two others, about as many as asked for. */
export function linearTicks(min: number, max: number, most: number): number[] {
  const rough = (max - min) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (NICE.find((nice) => nice * power >= rough * (1 - 1e-9)) ?? 10);
  const ticks: number[] = [];
  for (let index = Math.ceil(min / step); index * step <= max; index++) {
    ticks.push(Number((index * step).toPrecision(12)));
  }
  return ticks;
}

/** Distances of labels on an axis of time, in seconds. */
export const TIME_STEPS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
  172800, 432000, 864000, 1728000, 4320000,
];
