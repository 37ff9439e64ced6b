import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { PanelAction } from '../../src/webview/tensorboardMessages';
import { controls } from '../controls';
import { act, post } from './host';
import { words } from './words';

const ICONS: Readonly<Record<PanelAction, string>> = {
  start: 'play',
  restart: 'debug-restart',
  stop: 'debug-stop',
  reload: 'refresh',
  browser: 'link-external',
  log: 'output',
};

/** What the lines mean, what is the matter, and what can always be done: in the browser nothing stays blank. */
@customElement('tensorboard-bar')
export class TensorBoardBar extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        align-items: flex-start;
        gap: 8px;
        padding: 2px 8px;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        font-size: 0.92em;
      }
      :host([empty]) {
        display: none;
      }
      .text {
        flex: 1;
        min-width: 0;
        padding: 3px 0;
        overflow-wrap: anywhere;
      }
      .buttons {
        flex: none;
        display: flex;
      }
      .warning {
        margin-inline-end: 8px;
        color: var(--vscode-editorWarning-foreground);
      }
      .warning vscode-icon {
        vertical-align: text-bottom;
      }
      button.link {
        background: none;
        border: none;
        padding: 0;
        cursor: pointer;
        color: var(--vscode-textLink-foreground);
        text-decoration: underline;
      }
    `,
  ];

  @property({ attribute: false }) accessor actions: readonly PanelAction[] = [];
  @property({ attribute: false }) accessor explainable = false;
  @property({ attribute: false }) accessor explained = false;
  @property({ attribute: false }) accessor note = '';
  @property({ attribute: false }) accessor silent = false;

  protected override render() {
    this.toggleAttribute('empty', this.actions.length === 0);
    return html`<div class="text">
        <span role="status">${this.matter()}</span>${
          this.explained
            ? html`<span class="muted" id="explanation" data-testid="explanation">${words.explanation}</span>`
            : nothing
        }
      </div>
      <div class="buttons" role="toolbar" aria-label=${words.bar}>
        ${this.explainable ? this.explanation() : nothing}
        ${this.actions.map((action) => this.button(action))}
      </div>`;
  }

  private matter() {
    return html`${
      this.note === ''
        ? nothing
        : html`<span class="warning" data-testid="note"
            ><vscode-icon name="warning" size="14"></vscode-icon> ${this.note}</span
          >`
    }
    ${
      this.silent
        ? html`<span class="warning" data-testid="silent"
            ><vscode-icon name="warning" size="14"></vscode-icon> ${words.silent}
            <button class="link" @click=${() => act('browser')}>${words.silentLink}</button></span
          >`
        : nothing
    }`;
  }

  private explanation() {
    const label = this.explained ? words.dismiss : words.explain;
    return html`<button
      class="icon"
      data-testid="explain"
      title=${label}
      aria-label=${label}
      aria-expanded=${this.explained}
      @click=${() => post({ kind: 'explain', explained: !this.explained })}
    >
      <vscode-icon name="info"></vscode-icon>
    </button>`;
  }

  private button(action: PanelAction) {
    const label = words.actions[action];
    return html`<button
      class="icon"
      data-testid=${action}
      title=${label}
      aria-label=${label}
      @click=${() => act(action)}
    >
      <vscode-icon name=${ICONS[action]}></vscode-icon>
    </button>`;
  }
}
