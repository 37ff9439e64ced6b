import { css, html, LitElement } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { controls } from '../controls';
import { post } from './host';
import { words } from './words';

/** Nothing is open yet: what could be, and every way to open it. `text` has what was put into the field. */
@customElement('empty-page')
export class EmptyPage extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        overflow: auto;
        padding: 16px;
      }
      .content {
        max-width: 620px;
      }
      h1 {
        margin: 0 0 8px;
        font-size: 1.15em;
        font-weight: 600;
      }
      p,
      ul {
        margin: 0 0 12px;
      }
      ul {
        padding-inline-start: 1.5em;
      }
      .drop {
        margin-top: 8px;
      }
      label {
        display: block;
        margin: 20px 0 4px;
      }
      textarea {
        min-height: 5lh;
        margin-bottom: 8px;
        white-space: pre;
      }
    `,
  ];

  @state() private accessor text = '';

  protected override render() {
    return html`<div class="content" data-testid="empty">
      <h1>${words.open.title}</h1>
      <p>${words.open.intro}</p>
      <ul>
        ${words.open.kinds.map((kind) => html`<li>${kind}</li>`)}
      </ul>
      <vscode-button data-testid="choose" @click=${() => post({ kind: 'addLogs' })}
        >${words.open.choose}</vscode-button
      >
      <p class="muted drop">${words.open.dropHere}</p>
      <label for="paste">${words.open.paste}</label>
      <textarea
        class="code"
        id="paste"
        rows="5"
        data-testid="paste"
        placeholder=${words.open.pasteHere}
        spellcheck="false"
        .value=${this.text}
        @input=${(event: Event) => (this.text = (event.target as HTMLTextAreaElement).value)}
      ></textarea>
      <vscode-button
        secondary
        data-testid="diagnose"
        ?disabled=${this.text.trim() === ''}
        @click=${() => this.dispatchEvent(new CustomEvent('text', { detail: this.text }))}
        >${words.open.diagnose}</vscode-button
      >
    </div>`;
  }
}
