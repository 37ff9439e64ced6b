import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Outcome, OutcomePage } from '../../src/webview/cacheMessages';
import { controls } from '../controls';
import { post } from './host';
import { layout } from './layout';
import { words } from './words';

/** What became of each: one that failed hides no other, and stands first. */
@customElement('outcome-page')
export class OutcomePageElement extends LitElement {
  static override styles = [controls, layout];

  @property({ attribute: false }) accessor page: OutcomePage | undefined;

  protected override render() {
    const { page } = this;
    if (page === undefined) {
      return nothing;
    }
    const failed = page.outcomes.filter(({ problem }) => problem !== '');
    const done = page.outcomes.filter(({ problem }) => problem === '');
    return html`<header><h1 role="status" data-testid="summary">${page.summary}</h1></header>
      <main>
        <section aria-label=${words.outcomes}>
          <ul data-testid="outcomes">
            ${[...failed, ...done].map((outcome) => outcomeRow(outcome))}
          </ul>
        </section>
      </main>
      <footer>
        ${
          page.retry
            ? html`<vscode-button
                data-testid="retry"
                ?disabled=${page.busy}
                @click=${() => post({ kind: 'retry' })}
                >${words.retry}</vscode-button
              >`
            : nothing
        }
        <vscode-button secondary data-testid="close" @click=${() => post({ kind: 'close' })}
          >${words.close}</vscode-button
        >
      </footer>`;
  }
}

export function outcomeRow({ label, size, problem }: Outcome) {
  const failed = problem !== '';
  return html`<li class="row" data-testid=${failed ? 'failed' : 'done'}>
    <vscode-icon
      name=${failed ? 'error' : 'check'}
      label=${failed ? words.failed : words.done}
      class=${failed ? 'error' : ''}
    ></vscode-icon>
    <span class="grow"
      ><span class="sr-only">${failed ? words.failed : words.done}</span> ${label}
      ${failed ? html`<div class="error">${problem}</div>` : nothing}
    </span>
    <span class="size">${size}</span>
  </li>`;
}
