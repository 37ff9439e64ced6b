import { css, html, nothing, svg } from 'lit';
import { fill } from '../fill';
import type { ChartCurve } from './chartGroups';
import { EVALUATION_DASH, type LineStyle } from './colours';
import type { Reading } from './readout';
import { words } from './words';

export interface LegendEntry {
  readonly curve: ChartCurve;
  readonly label: string;
  readonly style: LineStyle;
  readonly hidden: boolean;
  readonly reading: Reading | undefined;
  /** Where the reading is from, if not from the cursor's place. */
  readonly elsewhere: string;
}

export const legendStyles = css`
  .legend {
    list-style: none;
    margin: 0;
    padding: 0 0 0 4px;
    max-height: 9.5em;
    overflow: auto;
    font-size: 0.92em;
  }
  .legend button {
    display: flex;
    align-items: center;
    gap: 6px;
    width: 100%;
    min-height: 1.6em;
    padding: 0 4px;
    border: none;
    border-radius: 3px;
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .legend button:hover {
    background: var(--vscode-list-hoverBackground, var(--vscode-toolbar-hoverBackground));
  }
  .legend svg {
    flex: none;
  }
  .legend .name {
    flex: 1;
    min-width: 3em;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .legend .off .name {
    text-decoration: line-through;
  }
  .legend .off svg {
    opacity: 0.35;
  }
  .legend .value {
    flex: none;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
`;

/** One row a curve: its line, its name, its last value or that at the cursor. A click takes its run out of all charts. */
export function legend(entries: readonly LegendEntry[], toggle: (run: string) => void) {
  return html`<ul class="legend">
    ${entries.map(
      ({ curve, label, style, hidden, reading, elsewhere }) =>
        html`<li>
          <button
            class=${hidden ? 'off' : ''}
            data-testid="legend-entry"
            aria-pressed=${!hidden}
            title=${fill(words.charts.curveShown, label)}
            @click=${() => toggle(curve.run)}
          >
            ${swatch(style, curve.evaluation)}
            <span class="name">${label}</span>
            <span class="value"
              >${
                elsewhere === '' ? nothing : html`<span class="muted">(${elsewhere})</span> `
              }<b>${reading?.value ?? (curve.last === null ? '' : String(curve.last))}</b>${
                reading === undefined || reading.smoothed === ''
                  ? nothing
                  : html` <span class="muted">${fill(words.charts.smoothed, reading.smoothed)}</span>`
              }</span
            >
          </button>
        </li>`,
    )}
  </ul>`;
}

function swatch({ colour, dash }: LineStyle, evaluation: boolean) {
  const pattern = evaluation ? EVALUATION_DASH : dash;
  return html`<svg width="22" height="10" aria-hidden="true">
    ${svg`<line x1="1" y1="5" x2="21" y2="5" stroke=${colour} stroke-width="2.5"
      stroke-dasharray=${pattern.length === 0 ? nothing : pattern.join(' ')}></line>`}
    ${evaluation ? svg`<circle cx="11" cy="5" r="3" fill=${colour}></circle>` : nothing}
  </svg>`;
}
