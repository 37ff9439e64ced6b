import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { PanelLog, PanelOutput } from '../../src/webview/healthMessages';
import { controls } from '../controls';
import { fill } from '../fill';
import { firstRun } from './findingOrder';
import { post } from './host';
import { tables } from './tables';
import { words } from './words';

const ICONS: Readonly<Record<PanelOutput['kind'], string>> = {
  checkpoint: 'save',
  adapter: 'plug',
  model: 'package',
};

/** What the runs have written: checkpoints, adapters, models. */
@customElement('run-checkpoints')
export class RunCheckpoints extends LitElement {
  static override styles = [
    controls,
    tables,
    css`
      td vscode-icon {
        vertical-align: text-bottom;
      }
      .step {
        text-align: end;
      }
    `,
  ];

  @property({ attribute: false }) accessor logs: readonly PanelLog[] = [];

  protected override render() {
    const outputs = this.logs.flatMap((log, index) => log.outputs.map((output) => ({ log, index, output })));
    if (outputs.length === 0) {
      const known = this.logs.some(({ icon }) => icon !== 'log');
      return html`<p class="muted empty" data-testid="no-checkpoints">
        ${known ? words.sections.checkpoints.none : words.sections.checkpoints.noneKnown}
      </p>`;
    }
    const several = this.logs.length > 1;
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${words.sections.names.checkpoints}>
      <table>
        <thead>
          <tr>
            <th scope="col">${words.sections.checkpoints.name}</th>
            <th scope="col" class="step">${words.sections.checkpoints.step}</th>
            <th scope="col">${words.sections.checkpoints.detail}</th>
          </tr>
        </thead>
        <tbody>
          ${outputs.map(
            ({ log, index, output }) =>
              html`<tr data-testid="output">
                <th scope="row">
                  <button
                    class="quiet"
                    title=${fill(words.sections.checkpoints.open, output.label)}
                    @click=${() => post({ kind: 'openOutput', log: log.subject.log, uri: output.uri })}
                  >
                    <vscode-icon
                      name=${ICONS[output.kind]}
                      label=${words.sections.checkpoints.kinds[output.kind]}
                    ></vscode-icon>
                    ${output.label}
                  </button>
                  ${
                    several
                      ? html`<log-swatch .place=${firstRun(this.logs, index)}></log-swatch>
                          <span class="muted">${log.subject.name}</span>`
                      : nothing
                  }
                </th>
                <td class="step">${output.step?.toLocaleString() ?? ''}</td>
                <td class="muted">${output.detail}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}
