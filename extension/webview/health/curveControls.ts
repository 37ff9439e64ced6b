import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Axis, HealthView, PanelLog } from '../../src/webview/healthMessages';
import { controls } from '../controls';
import { axisUnit } from './axisUnit';
import { viewEvent } from './events';
import { words } from './words';

/** Of the slider, which has most of its way where the weight makes a difference: between 0.9 and 1. */
const POSITIONS = 1000;
const HIGHEST = 0.999;

/** How the curves are drawn: smoothing, and what is along the axes. */
@customElement('run-curve-controls')
export class RunCurveControls extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 16px;
      }
      .smoothing {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        min-width: 0;
      }
      input[type='range'] {
        width: 140px;
        min-width: 60px;
        padding: 0;
        accent-color: var(--vscode-contrastBorder, var(--vscode-button-background));
        background: transparent;
        border: none;
      }
      input[type='checkbox'] {
        accent-color: var(--vscode-contrastBorder, var(--vscode-button-background));
      }
      output {
        min-width: 3.2em;
        font-variant-numeric: tabular-nums;
      }
      .explanation {
        margin: 4px 0 0;
        max-width: 90ch;
        font-size: 0.92em;
        line-height: 1.45;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) accessor view: HealthView | undefined;
  @property({ attribute: false }) accessor axes: readonly Axis[] = ['step'];
  @property({ attribute: false }) accessor logs: readonly PanelLog[] = [];

  protected override render() {
    const { view } = this;
    if (view === undefined) {
      return nothing;
    }
    const { smoothing, explained } = view;
    const explain = explained ? words.charts.dismiss : words.charts.explain;
    return html`<div class="bar">
        <span class="smoothing">
          <label
            >${words.charts.smoothing}
            <input
              type="range"
              data-testid="smoothing"
              min="0"
              max=${POSITIONS}
              step="5"
              .value=${live(String(positionOf(smoothing)))}
              aria-valuetext=${weightText(smoothing)}
              @input=${({ target }: Event) => this.slide(target as HTMLInputElement)}
          /></label>
          <output data-testid="smoothing-value">${weightText(smoothing)}</output>
          <button
            class="icon"
            data-testid="explain-lines"
            title=${explain}
            aria-label=${explain}
            aria-expanded=${explained}
            aria-controls="explanation"
            @click=${() => this.dispatchEvent(viewEvent({ explained: !explained }))}
          >
            <vscode-icon name="info"></vscode-icon>
          </button>
        </span>
        <label
          >${words.charts.axis}
          <select
            data-testid="axis"
            @change=${({ target }: Event) => this.chooseAxis((target as HTMLSelectElement).value)}
          >
            ${this.axes.map(
              (axis) =>
                html`<option value=${axis} ?selected=${axis === view.axis}>
                  ${words.charts.axes[axisUnit(axis, this.logs)]}
                </option>`,
            )}
          </select></label
        >
        <label
          ><input
            type="checkbox"
            data-testid="logarithmic"
            .checked=${live(view.logarithmic)}
            @change=${({ target }: Event) =>
              this.dispatchEvent(viewEvent({ logarithmic: (target as HTMLInputElement).checked }))}
          />${words.charts.logarithmic}</label
        >
      </div>
      <p class="explanation muted" id="explanation" data-testid="lines-explanation" ?hidden=${!explained}>
        ${words.charts.explanation}
      </p>`;
  }

  private slide({ value }: HTMLInputElement): void {
    this.dispatchEvent(viewEvent({ smoothing: weightAt(Number(value)) }));
  }

  private chooseAxis(value: string): void {
    const axis = this.axes.find((each) => each === value);
    if (axis !== undefined) {
      this.dispatchEvent(viewEvent({ axis }));
    }
  }
}

/** 1 - 0.001^share at 0 to 1: each third of the way, older values count ten times as long. */
function weightAt(position: number): number {
  const share = position / POSITIONS;
  return share >= 1 ? HIGHEST : Number((1 - (1 - HIGHEST) ** share).toFixed(6));
}

function positionOf(weight: number): number {
  const share = Math.log(1 - Math.min(HIGHEST, Math.max(0, weight))) / Math.log(1 - HIGHEST);
  return Math.round(share * POSITIONS);
}

function weightText(weight: number): string {
  return weight > 0.99 ? weight.toFixed(4) : weight.toFixed(weight > 0.9 ? 3 : 2);
}
