// Whether a line can be seen: some themes have colours for charts that hardly differ from the editor's background.

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** WCAG 2.2, success criterion 1.4.11: of what is drawn against what is beside it. */
const LEAST = 3;

/** Colours that cannot be read as numbers are taken as they are. */
export function canBeSeen(colour: string, background: string): boolean {
  const [line, behind] = [parsed(colour), parsed(background)];
  return line === undefined || behind === undefined || contrast(line, behind) >= LEAST;
}

/** WCAG 2.2's contrast ratio, 1 to 21, of a colour that may let the background through. */
function contrast([red, green, blue, alpha]: Colour, background: Colour): number {
  const through = (own: number, at: number): number => own * alpha + (background[at] ?? 0) * (1 - alpha);
  const [one, other] = [
    luminance([through(red, 0), through(green, 1), through(blue, 2)]),
    luminance(background),
  ];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

function luminance([red = 0, green = 0, blue = 0]: readonly number[]): number {
  const linear = (share: number): number =>
    share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** Of `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb(…)`, `rgba(…)`: what the editor writes for its themes. */
function parsed(text: string): Colour | undefined {
  const short = /^#([\da-f]{3,4})$/i.exec(text)?.[1];
  const long = short?.replace(/./g, '$&$&') ?? /^#([\da-f]{6}|[\da-f]{8})$/i.exec(text)?.[1];
  if (long !== undefined) {
    const [red, green, blue, alpha = 1] = (long.match(/../g) ?? []).map((pair) => parseInt(pair, 16) / 255);
    return [red ?? 0, green ?? 0, blue ?? 0, alpha];
  }
  const numbers = /^rgba?\(([^)]+)\)$/i
    .exec(text)?.[1]
    ?.split(/[\s,/]+/)
    .map(Number);
  if (numbers === undefined || numbers.length < 3 || numbers.some(Number.isNaN)) {
    return undefined;
  }
  const [red = 0, green = 0, blue = 0, alpha = 1] = numbers;
  return [red / 255, green / 255, blue / 255, alpha];
}
