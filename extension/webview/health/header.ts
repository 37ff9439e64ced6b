import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { PanelLog } from '../../src/webview/healthMessages';
import { controls } from '../controls';
import { firstRun } from './findingOrder';
import { post } from './host';
import { words } from './words';

/** What this panel shows: a row for each log, and what can be done with all of them. `picture`: to export the charts. */
@customElement('run-header')
export class RunHeader extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: flex-end;
        justify-content: flex-end;
        gap: 0 8px;
        padding: 4px 8px 4px 12px;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      .logs {
        flex: 1 1 300px;
        min-width: 0;
        list-style: none;
        margin: 0;
        padding: 0;
      }
      .all {
        flex: none;
        display: flex;
      }
    `,
  ];

  @property({ attribute: false }) accessor logs: readonly PanelLog[] = [];

  protected override render() {
    return html`<ul class="logs" aria-label=${words.header.logs}>
        ${repeat(
          this.logs,
          ({ subject }) => subject.log,
          (log, index) =>
            html`<li data-testid="log">
              <log-row .log=${log} .place=${firstRun(this.logs, index)}></log-row>
            </li>`,
        )}
      </ul>
      <div class="all">
        <button class="quiet" data-testid="add" @click=${() => post({ kind: 'addLogs' })}>
          <vscode-icon name="add"></vscode-icon>${words.header.add}
        </button>
        <action-menu
          data-testid="export"
          .icon=${'export'}
          .text=${words.header.export}
          .label=${words.header.export}
          .items=${[
            { id: 'png', label: words.header.exportPng, icon: 'file-media' },
            { id: 'csv', label: words.header.exportCsv, icon: 'table' },
          ]}
          @choose=${({ detail }: CustomEvent<string>) => this.export(detail)}
        ></action-menu>
      </div>`;
  }

  private export(what: string): void {
    if (what === 'csv') {
      post({ kind: 'exportCsv' });
    } else {
      this.dispatchEvent(new Event('picture'));
    }
  }
}
