// How long something took or will take, in the user's language, by Intl. Pure.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `3d 4h`, `2h 5m`, `12m`, `40s`: the two largest units; no seconds beside hours. */
export function durationText(seconds: number, language: string): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts: readonly (readonly [number, string])[] =
    whole >= DAY
      ? [
          [Math.floor(whole / DAY), 'day'],
          [Math.floor((whole % DAY) / HOUR), 'hour'],
        ]
      : whole >= HOUR
        ? [
            [Math.floor(whole / HOUR), 'hour'],
            [Math.floor((whole % HOUR) / MINUTE), 'minute'],
          ]
        : whole >= MINUTE
          ? [
              [Math.floor(whole / MINUTE), 'minute'],
              [whole % MINUTE, 'second'],
            ]
          : [[whole, 'second']];
  return parts
    .filter(([count], index) => index === 0 || count > 0)
    .map(([count, unit]) =>
      new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'narrow' }).format(count),
    )
    .join(' ');
}
