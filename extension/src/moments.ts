// When something was: short and relative in the tree, exact in tooltips. In the user's language, by Intl. Pure.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['week', 7 * DAY],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
];
/** Weeks begin where days stop being easier to read. */
const FEWEST_WEEKS = 2;

/** `2d ago`, `3か月前`; empty when nothing is known. Both moments are seconds since the epoch. */
export function relativeTime(seconds: number, now: number, language: string): string {
  if (seconds <= 0) {
    return '';
  }
  // A clock of another machine may be ahead of ours.
  const age = Math.max(0, now - seconds);
  for (const [unit, length] of STEPS) {
    const count = Math.floor(age / length);
    if (count >= (unit === 'week' ? FEWEST_WEEKS : 1)) {
      return format(language).format(-count, unit);
    }
  }
  return new Intl.RelativeTimeFormat(language, { style: 'narrow', numeric: 'auto' }).format(0, 'second');
}

export function exactTime(seconds: number, language: string): string {
  return seconds <= 0
    ? ''
    : new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(seconds * 1000);
}

/** The time of day, to the second; with the day where it is another than `beside`. */
export function clockTime(seconds: number, beside: readonly number[], language: string): string {
  const day = (each: number): string => new Date(each * 1000).toDateString();
  const isOneDay = beside.every((each) => day(each) === day(seconds));
  const options: Intl.DateTimeFormatOptions = {
    timeStyle: 'medium',
    hourCycle: 'h23',
    ...(isOneDay ? {} : { dateStyle: 'short' }),
  };
  return new Intl.DateTimeFormat(language, options).format(seconds * 1000);
}

const formats = new Map<string, Intl.RelativeTimeFormat>();

/** Building one takes longer than using it a hundred times. */
function format(language: string): Intl.RelativeTimeFormat {
  let known = formats.get(language);
  if (known === undefined) {
    known = new Intl.RelativeTimeFormat(language, { style: 'narrow' });
    formats.set(language, known);
  }
  return known;
}
