import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Rung } from '../../src/protocol';
import { controls } from '../controls';
import { fill } from '../fill';
import { post } from './host';
import { words } from './words';

const ICONS: Readonly<Record<Rung['state'], string>> = {
  used: 'pass',
  shadowed: 'eye-closed',
  guess: 'question',
};

/** Where the template comes from, which others exist and are not read, and what one would guess without any. */
@customElement('source-ladder')
export class SourceLadder extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        padding: 4px 12px 8px;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        background: var(--vscode-sideBar-background);
        max-height: 40vh;
        overflow: auto;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        display: grid;
        grid-template-columns: 16px minmax(0, 1fr);
        gap: 0 6px;
        padding: 3px 0;
      }
      h2 {
        font-size: inherit;
        font-weight: 600;
        margin: 8px 0 2px;
      }
      .label {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 8px;
        overflow-wrap: anywhere;
      }
      .label button {
        padding: 0;
      }
      .detail {
        grid-column: 2;
        overflow-wrap: anywhere;
      }
      .guess {
        font-style: italic;
      }
    `,
  ];

  @property({ attribute: false }) accessor rungs: readonly Rung[] = [];

  protected override render() {
    const guesses = this.rungs.filter(({ state }) => state === 'guess');
    const found = this.rungs.filter(({ state }) => state !== 'guess');
    return html`<div role="region" aria-label=${words.ladder}>
      ${
        found.length === 0
          ? nothing
          : html`<ul>
              ${found.map((rung) => this.rung(rung))}
            </ul>`
      }
      ${
        guesses.length === 0
          ? nothing
          : html`<h2>${words.guessesTitle}</h2>
              <ul>
                ${guesses.map((rung) => this.rung(rung))}
              </ul>`
      }
    </div>`;
  }

  private rung(rung: Rung) {
    const { uri, label, state, detail, name } = rung;
    return html`<li data-state=${state}>
      <vscode-icon name=${ICONS[state]} aria-hidden="true"></vscode-icon>
      <span class="label">
        ${
          uri
            ? html`<button
                class="quiet"
                aria-label=${fill(words.open, label)}
                @click=${() => post({ kind: 'open', uri, ...(name ? { name } : {}) })}
              >
                ${label}
              </button>`
            : html`<span class=${state}>${label}</span>`
        }
        <span class="muted">${words[state]}</span>
      </span>
      <span class="detail muted">${detail}</span>
    </li>`;
  }
}
