import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { FileUse, PlanPage } from '../../src/webview/cacheMessages';
import { controls } from '../controls';
import { fill } from '../fill';
import { post } from './host';
import { layout } from './layout';
import { words } from './words';

/** What a deletion would do, before anything is done. */
@customElement('plan-page')
export class PlanPageElement extends LitElement {
  static override styles = [controls, layout];

  @property({ attribute: false }) accessor page: PlanPage | undefined;

  protected override render() {
    const { page } = this;
    if (page === undefined) {
      return nothing;
    }
    return html`<header>
        <h1 role="status" data-testid="summary" data-busy=${page.busy}>${page.summary}</h1>
      </header>
      <main>
        ${this.problems(page.problems)}
        <mentioned-files .files=${page.mentioned} .any=${page.deletable}></mentioned-files>
        ${this.uses(page.uses)}
        <plan-items .items=${page.items}></plan-items>
      </main>
      <footer>
        <vscode-button
          data-testid="delete"
          ?disabled=${page.busy || !page.deletable}
          @click=${() => post({ kind: 'delete' })}
          >${words.delete}</vscode-button
        >
        <vscode-button secondary data-testid="cancel" @click=${() => post({ kind: 'close' })}
          >${words.cancel}</vscode-button
        >
        ${page.busy ? html`<span class="muted">${words.planning}</span>` : nothing}
      </footer>`;
  }

  private problems(problems: readonly string[]) {
    return problems.length === 0
      ? nothing
      : html`<section class="warning" data-testid="problems" aria-label=${words.problems}>
          <h2><vscode-icon name="error"></vscode-icon>${words.problems}</h2>
          <ul>
            ${problems.map((problem) => html`<li>${problem}</li>`)}
          </ul>
        </section>`;
  }

  private uses(uses: readonly FileUse[]) {
    return uses.length === 0
      ? nothing
      : html`<section class="warning" data-testid="uses" aria-label=${words.uses}>
          <h2>
            <vscode-icon name="warning"></vscode-icon>${words.uses}<span class="count">${uses.length}</span>
          </h2>
          <ul>
            ${uses.map(
              ({ path, process }) =>
                html`<li>
                  ${path}
                  <span class="muted">${process === '' ? words.locked : fill(words.openIn, process)}</span>
                </li>`,
            )}
          </ul>
        </section>`;
  }
}
