// Sizes as the Hub and `hf cache` write them: powers of a thousand, at most one decimal. Pure.

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const;

export function formatSize(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  // What would be written as 1000 is 1 of the next unit.
  while (value >= (unit === 0 ? 1000 : 999.5) && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit] ?? ''}`;
}

/** Bytes of what somebody typed: `20`, `20 GB`, `1.5tb`, `500M`; a bare number means gigabytes. */
export function parseSize(text: string): number | undefined {
  const match = /^\s*(\d+(?:[.,]\d+)?)\s*([kmgtp]?)i?b?\s*$/i.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, number = '', prefix = ''] = match;
  const power = prefix === '' ? 3 : 'kmgtp'.indexOf(prefix.toLowerCase()) + 1;
  const bytes = Math.round(Number(number.replace(',', '.')) * 1000 ** power);
  return bytes > 0 ? bytes : undefined;
}
