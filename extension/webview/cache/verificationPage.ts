import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Fault, FilesOfRevision, VerificationPage } from '../../src/webview/cacheMessages';
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
      details {
        margin-top: 12px;
      }
      summary {
        cursor: pointer;
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
      <main>${this.faults(page.faults)} ${this.problems(page)} ${this.notFetched(page.notFetched)}</main>
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
        ${
          page.notFetched.length > 0
            ? html`<vscode-button
                secondary
                data-testid="fetch"
                ?disabled=${page.busy}
                @click=${() => post({ kind: 'fetch' })}
                >${words.fetch}</vscode-button
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

  /** Nothing is wrong with these, so they do not take the room of what is. */
  private notFetched(revisions: readonly FilesOfRevision[]) {
    const count = revisions.reduce((sum, { files }) => sum + files.length, 0);
    return count === 0
      ? nothing
      : html`<details class="muted" data-testid="not-fetched">
          <summary>${count === 1 ? words.notFetchedOne : fill(words.notFetchedMany, count)}</summary>
          ${revisions.map(
            ({ repository, files }) =>
              html`<div class="repository">${repository}</div>
                <ul>
                  ${files.map((file) => html`<li>${file}</li>`)}
                </ul>`,
          )}
        </details>`;
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
