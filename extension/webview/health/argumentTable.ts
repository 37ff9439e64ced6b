import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { PanelLog } from '../../src/webview/healthMessages';
import { controls } from '../controls';
import { fill } from '../fill';
import { type ArgumentRow, argumentRows } from './differences';
import { firstRun } from './findingOrder';
import { tables } from './tables';
import { words } from './words';

/** What the trainings were told: of several logs first that in which they differ. */
@customElement('argument-table')
export class ArgumentTable extends LitElement {
  static override styles = [
    controls,
    tables,
    css`
      .bar {
        flex: none;
        padding: 4px 6px;
      }
      .bar .muted {
        padding: 0 6px;
      }
      thead log-swatch {
        margin-inline-end: 4px;
      }
      tbody th,
      td.value {
        font-family: var(--vscode-editor-font-family, monospace);
        font-size: var(--vscode-editor-font-size, 12px);
      }
      tbody th {
        position: sticky;
        left: 0;
        background: var(--vscode-editor-background);
        white-space: nowrap;
      }
      td.value {
        max-width: 360px;
        overflow-wrap: anywhere;
      }
      /* As wide as the panel is narrow, the name may not cover the values. */
      @container (max-width: 500px) {
        tbody th {
          position: static;
          white-space: normal;
          overflow-wrap: anywhere;
        }
      }
      .suspect th,
      .suspect td {
        background: var(--vscode-inputValidation-warningBackground, transparent);
        border-bottom: 1px solid
          var(--vscode-inputValidation-warningBorder, var(--vscode-editorWarning-foreground));
      }
      .suggestion {
        display: block;
        font-family: var(--vscode-font-family);
        color: var(--vscode-editorWarning-foreground);
      }
      .suggestion vscode-icon {
        vertical-align: text-bottom;
        color: inherit;
      }
    `,
  ];

  @property({ attribute: false }) accessor logs: readonly PanelLog[] = [];
  @state() private accessor all = false;

  protected override render() {
    const rows = argumentRows(
      this.logs.map(({ state }) => ({
        arguments: state?.arguments ?? {},
        suggested: new Map(
          (state?.findings ?? []).flatMap(({ argument }) =>
            argument ? [[argument.name, argument.suggested] as const] : [],
          ),
        ),
      })),
    );
    const several = this.logs.length > 1;
    if (rows.every(({ values }) => values.every((value) => value === undefined))) {
      return html`<p class="muted empty" data-testid="no-arguments">${words.sections.arguments.unknown}</p>`;
    }
    const shown = several && !this.all ? rows.filter(isNoteworthy) : rows;
    return html`${several ? this.bar(rows) : nothing}
    ${shown.length === 0 ? nothing : this.table(shown, several)}`;
  }

  private bar(rows: readonly ArgumentRow[]) {
    const differing = rows.filter(isNoteworthy).length;
    return html`<div class="bar">
      ${
        differing === 0
          ? html`<span class="muted" data-testid="all-same"
              >${fill(words.sections.arguments.same, rows.length)}</span
            >`
          : nothing
      }
      ${
        differing === rows.length
          ? nothing
          : html`<button
              class="quiet"
              data-testid="all-arguments"
              aria-pressed=${this.all}
              @click=${() => (this.all = !this.all)}
            >
              ${
                this.all
                  ? fill(words.sections.arguments.differing, differing)
                  : fill(words.sections.arguments.all, rows.length)
              }
            </button>`
      }
    </div>`;
  }

  private table(rows: readonly ArgumentRow[], several: boolean) {
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${words.sections.names.arguments}>
      <table data-testid="arguments">
        <thead>
          <tr>
            <th scope="col">${words.sections.arguments.name}</th>
            ${this.logs.map(({ subject }, index) =>
              several
                ? html`<th scope="col">
                    <log-swatch .place=${firstRun(this.logs, index)}></log-swatch>${subject.name}
                  </th>`
                : html`<th scope="col">${words.sections.arguments.value}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => this.row(row))}
        </tbody>
      </table>
    </div>`;
  }

  private row({ name, values, suggested }: ArgumentRow) {
    const suspect = suggested.some((value) => value !== undefined);
    return html`<tr class=${suspect ? 'suspect' : ''} data-testid="argument" data-name=${name}>
      <th scope="row">${name}</th>
      ${values.map((value, index) => {
        const better = suggested[index];
        return html`<td class="value">
          ${value ?? html`<span class="muted">${words.sections.arguments.notSaid}</span>`}
          ${
            better === undefined || better === ''
              ? nothing
              : html`<span class="suggestion"
                  ><vscode-icon name="warning" size="14"></vscode-icon> ${fill(
                    words.sections.arguments.suspect,
                    better,
                  )}</span
                >`
          }
        </td>`;
      })}
    </tr>`;
  }
}

function isNoteworthy({ differs, suggested }: ArgumentRow): boolean {
  return differs || suggested.some((value) => value !== undefined);
}
