/** The theme's colours of lines, in the order in which the charts give them to runs. */
const COLOURS = ['blue', 'orange', 'green', 'purple', 'yellow', 'red'] as const;

/** A colour as a style sheet takes it. `place`: of the run among those of all logs of the panel. */
export function logColor(place: number): string {
  return `var(--vscode-charts-${COLOURS[place % COLOURS.length] ?? COLOURS[0]})`;
}
