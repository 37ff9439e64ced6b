import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Fault, VerificationPage } from '../../src/webview/cacheMessages';
import { controls } from '../controls';
import { fill } from '../fill';
import { post } from './host';
import { layout } from './layout';
import { outcomeRow } from './outcomePage';
import { words } from './words';

const ICONS: Readonly<Record<Fault['kind'], string>> = {
  missing: 'question',
  mismatch: 'diff-modified',
  extra: 'diff-added',
};

/** Which files are not what the Hub has, and the button that mends them. */
@customElement('verification-page')
export class VerificationPageElement extends LitElement {
  static override styles = [
    controls,
    layout,
    css`
      .repository {
        margin-top: 6px;
      }
      .detail {
        display: block;
      }
    `,
  ];

  @property({ attribute: false }) accessor page: VerificationPage | undefined;

  protected override render() {
    const { page } = this;
    if (page === undefined) {
      return nothing;
    }
    return html`<header><h1 role="status" data-testid="summary">${page.summary}</h1></header>
      <main>${this.faults(page.faults)} ${this.problems(page)}</main>
      <footer>
        ${
          page.repairable > 0
            ? html`<vscode-button
                data-testid="repair"
                ?disabled=${page.busy}
                @click=${() => post({ kind: 'repair' })}
                >${page.repairable === 1 ? words.repairOne : fill(words.repairMany, page.repairable)}</vscode-button
              >`
            : nothing
        }
        <vscode-button secondary data-testid="close" @click=${() => post({ kind: 'close' })}
          >${words.close}</vscode-button
        >
        ${page.busy ? html`<span class="muted">${words.planning}</span>` : nothing}
      </footer>`;
  }

  private faults(faults: readonly Fault[]) {
    const repositories = [...new Set(faults.map(({ repository }) => repository))];
    return repositories.length === 0
      ? nothing
      : html`<section aria-label=${words.faults} data-testid="faults">
          <h2>${words.faults}<span class="count">${faults.length}</span></h2>
          ${repositories.map(
            (repository) =>
              html`<div class="repository">${repository}</div>
                <ul>
                  ${faults.filter((fault) => fault.repository === repository).map((fault) => this.fault(fault))}
                </ul>`,
          )}
        </section>`;
  }

  private fault({ file, kind, detail }: Fault) {
    return html`<li class="row" data-testid="fault" data-kind=${kind}>
      <vscode-icon name=${ICONS[kind]}></vscode-icon>
      <span class="grow">${file}<span class="detail muted">${detail}</span></span>
      <span>${words[kind]}</span>
    </li>`;
  }

  private problems({ problems }: VerificationPage) {
    return problems.length === 0
      ? nothing
      : html`<section class="warning" aria-label=${words.notVerified} data-testid="not-verified">
          <h2><vscode-icon name="warning"></vscode-icon>${words.notVerified}</h2>
          <ul>
            ${problems.map((problem) => outcomeRow(problem))}
          </ul>
        </section>`;
  }
}
