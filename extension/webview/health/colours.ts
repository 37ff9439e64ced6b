import { canBeSeen } from './contrast';

/** The colours of lines, in the order they are given out; red and yellow, which also mean something, last. */
const LINES = ['blue', 'green', 'purple', 'orange', 'yellow', 'red'] as const;
const FALLBACK: Readonly<Record<(typeof LINES)[number], readonly [light: string, dark: string]>> = {
  blue: ['#1a85ff', '#3794ff'],
  orange: ['#d18616', '#d18616'],
  green: ['#388a34', '#89d185'],
  purple: ['#652d90', '#b180d7'],
  yellow: ['#bf8803', '#cca700'],
  red: ['#e51400', '#f14c4c'],
};
/** Lines of the seventh run on repeat the colours, with another pattern. */
const DASHES: readonly (readonly number[])[] = [[], [9, 3], [2, 3], [9, 3, 2, 3]];
/** An evaluation is drawn so, with its points. */
export const EVALUATION_DASH: readonly number[] = [4, 4];

export interface Theme {
  readonly lines: readonly string[];
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly background: string;
  readonly severity: Readonly<Record<'error' | 'warning' | 'info', string>>;
  readonly highContrast: boolean;
  readonly font: string;
}

export interface LineStyle {
  readonly colour: string;
  readonly dash: readonly number[];
}

/** How the `index`-th run is drawn, in every chart. */
export function lineStyle(theme: Theme, index: number): LineStyle {
  const { lines } = theme;
  return {
    colour: lines[index % lines.length] ?? theme.foreground,
    dash: DASHES[Math.floor(index / lines.length) % DASHES.length] ?? [],
  };
}

/** The colours of the editor as they are now. A canvas does not know of variables. */
export function themeOf(element: Element): Theme {
  const style = getComputedStyle(element);
  const { classList } = document.body;
  const highContrast = classList.contains('vscode-high-contrast');
  const light = classList.contains('vscode-light') || classList.contains('vscode-high-contrast-light');
  const read = (name: string, fallback: string): string =>
    style.getPropertyValue(`--vscode-${name}`).trim() || fallback;
  const foreground = read('foreground', light ? '#3b3b3b' : '#cccccc');
  const background = read('editor-background', light ? '#ffffff' : '#1f1f1f');
  return {
    lines: LINES.map((name) => {
      const own = FALLBACK[name][light ? 0 : 1];
      const colour = read(`charts-${name}`, own);
      return canBeSeen(colour, background) ? colour : own;
    }),
    foreground,
    muted: read('descriptionForeground', foreground),
    grid: highContrast ? foreground : read('charts-lines', foreground),
    background,
    severity: {
      error: read('editorError-foreground', read('errorForeground', FALLBACK.red[light ? 0 : 1])),
      warning: read('editorWarning-foreground', FALLBACK.yellow[light ? 0 : 1]),
      info: read('editorInfo-foreground', FALLBACK.blue[light ? 0 : 1]),
    },
    highContrast,
    font: style.fontFamily || 'sans-serif',
  };
}

/** Calls back when the editor's colours change. Returns how to stop that. */
export function whenThemeChanges(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  const options = { attributes: true, attributeFilter: ['class', 'style', 'data-vscode-theme-id'] };
  observer.observe(document.body, options);
  observer.observe(document.documentElement, options);
  return () => observer.disconnect();
}
