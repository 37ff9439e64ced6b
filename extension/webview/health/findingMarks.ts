import { css, html } from 'lit';
import { fill } from '../fill';
import { plainWords } from './codeWords';
import type { MarkedFinding } from './findingPlaces';
import { words } from './words';

const ICONS = { error: 'error', warning: 'warning', info: 'info' } as const;
/** Pixels. */
const SIZE = 18;
const ROWS = 4;

export const markStyles = css`
  .marks {
    position: absolute;
    inset: 0;
    pointer-events: none;
    overflow: hidden;
  }
  .marks button {
    position: absolute;
    inset-inline-start: 0;
    inset-block-start: 0;
    display: flex;
    padding: 0;
    border: none;
    border-radius: 50%;
    background: var(--vscode-editor-background);
    cursor: pointer;
    pointer-events: auto;
  }
  .marks .error vscode-icon {
    color: var(--vscode-editorError-foreground, var(--vscode-errorForeground));
  }
  .marks .warning vscode-icon {
    color: var(--vscode-editorWarning-foreground);
  }
  .marks .info vscode-icon {
    color: var(--vscode-editorInfo-foreground, var(--vscode-charts-blue));
  }
`;

/** One button a finding. It is hidden until the chart is drawn and brings it to its steps. */
export function marks(
  findings: readonly MarkedFinding[],
  several: boolean,
  open: (of: MarkedFinding) => void,
) {
  return html`<div class="marks">
    ${findings.map((each) => {
      const text = markText(each, several);
      return html`<button
        hidden
        class=${each.finding.severity}
        data-testid="mark"
        title=${text}
        aria-label=${text}
        @click=${() => open(each)}
      >
        <vscode-icon name=${ICONS[each.finding.severity]} size="16"></vscode-icon>
      </button>`;
    })}
  </div>`;
}

/** The message; the run in front where there are several. */
export function markText({ finding, runName }: MarkedFinding, several: boolean): string {
  const { message, severity } = finding;
  const said = fill(words.charts.finding, words.charts.severities[severity], plainWords(message));
  return several ? fill(words.charts.finding, runName, said) : said;
}

/** Where marks are drawn: beside each other where they have room, else below. Undefined: out of sight. */
export function markPlaces(
  lefts: readonly (number | undefined)[],
): ({ readonly left: number; readonly top: number } | undefined)[] {
  const ends = new Array<number>(ROWS).fill(-Infinity);
  const placed = new Array<{ left: number; top: number } | undefined>(lefts.length).fill(undefined);
  const order = lefts.flatMap((left, at) => (left === undefined ? [] : [{ left, at }]));
  for (const { left, at } of order.sort((one, other) => one.left - other.left)) {
    const free = ends.findIndex((end) => end <= left);
    const row = free < 0 ? ends.indexOf(Math.min(...ends)) : free;
    ends[row] = left + SIZE;
    placed[at] = { left: left - SIZE / 2, top: row * SIZE };
  }
  return placed;
}
