import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { NoticePage } from '../../src/webview/tensorboardMessages';
import { controls } from '../controls';
import { act } from './host';
import { words } from './words';

const ICONS: Readonly<Record<NoticePage['state'], string>> = {
  starting: 'loading',
  waiting: 'watch',
  missing: 'warning',
  crashed: 'error',
  outdated: 'warning',
  stopped: 'debug-stop',
  failed: 'error',
};

/** Why there is nothing to show, and what can be done about it. */
@customElement('tensorboard-notice')
export class TensorBoardNotice extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        overflow: auto;
        padding: 16px;
      }
      h1 {
        display: flex;
        align-items: center;
        gap: 8px;
        margin: 0 0 8px;
        font-size: 1.15em;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      h1 vscode-icon {
        flex: none;
      }
      p {
        margin: 0 0 12px;
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      pre {
        margin: 0 0 12px;
        padding: 8px;
        max-height: 50vh;
        overflow: auto;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        font-family: var(--vscode-editor-font-family, monospace);
        background: var(--vscode-textCodeBlock-background);
        border: 1px solid var(--vscode-contrastBorder, transparent);
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
    `,
  ];

  @property({ attribute: false }) accessor page: NoticePage | undefined;

  protected override render() {
    const { page } = this;
    if (page === undefined) {
      return nothing;
    }
    const { state, headline, detail, lines, actions } = page;
    return html`<div role="status" data-testid="notice" data-state=${state}>
        <h1>
          <vscode-icon
            name=${ICONS[state]}
            ?spin=${state === 'starting'}
            class=${state === 'crashed' || state === 'failed' ? 'error' : ''}
          ></vscode-icon
          >${headline}
        </h1>
        ${detail === '' ? nothing : html`<p class="muted">${detail}</p>`}
      </div>
      ${
        lines.length === 0
          ? nothing
          : html`<pre tabindex="0" aria-label=${words.log} data-testid="lines">${lines.join('\n')}</pre>`
      }
      <div class="buttons">
        ${actions.map(
          (action, index) =>
            html`<vscode-button
              ?secondary=${index > 0}
              data-testid="notice-${action}"
              @click=${() => act(action)}
              >${words.actions[action]}</vscode-button
            >`,
        )}
      </div>`;
  }
}
