import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { MessageSpan } from '../../src/protocol';
import type { CopyFormat, PreviewSnapshot, PreviewView } from '../../src/webview/previewMessages';
import { controls } from '../controls';
import { ViewEvent } from './events';
import { post } from './host';
import { words } from './words';

const MODES: readonly PreviewView['mode'][] = ['text', 'tokens'];

/** The output with its switches: which view, whitespace, copy. */
@customElement('preview-output')
export class PreviewOutput extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 6px;
        padding: 6px 12px 2px;
      }
      .switch {
        display: inline-flex;
        border: 1px solid
          var(--vscode-widget-border, var(--vscode-contrastBorder, var(--vscode-panel-border)));
        border-radius: 4px;
        overflow: hidden;
      }
      .switch button {
        border: 0;
        background: transparent;
        padding: 2px 10px;
        cursor: pointer;
      }
      .switch button[aria-checked='true'] {
        background: var(--vscode-inputOption-activeBackground);
        color: var(--vscode-inputOption-activeForeground, inherit);
        outline: 1px solid var(--vscode-inputOption-activeBorder, transparent);
        outline-offset: -1px;
        /* In high contrast the colours above are those of the rest. */
        box-shadow: inset 0 -2px 0 var(--vscode-focusBorder);
      }
      .space {
        flex: 1;
      }
      .scroll {
        flex: 1;
        min-height: 0;
        overflow: auto;
        padding: 4px 12px 8px;
        scrollbar-gutter: stable;
        /* The line with the current token's details covers the end. */
        scroll-padding-block-end: 2.4em;
      }
      .scroll.old {
        opacity: 0.65;
      }
    `,
  ];

  @property({ attribute: false }) accessor snapshot: PreviewSnapshot | undefined;
  @property({ attribute: false }) accessor spans: readonly MessageSpan[] = [];
  @property({ attribute: false }) accessor special: readonly string[] = [];

  protected override render() {
    const { snapshot } = this;
    if (snapshot === undefined) {
      return nothing;
    }
    const { view, rendered, problem } = snapshot;
    return html`<div class="bar">
        <div class="switch" role="radiogroup" aria-label=${words.view} @keydown=${this.roved}>
          ${MODES.map((mode) => this.modeButton(mode, view.mode === mode))}
        </div>
        <button
          class="icon"
          title=${words.whitespace}
          aria-label=${words.whitespace}
          aria-pressed=${view.whitespace}
          data-testid="whitespace"
          @click=${() => this.dispatchEvent(new ViewEvent({ whitespace: !view.whitespace }))}
        >
          <vscode-icon name="whitespace"></vscode-icon>
        </button>
        <span class="space"></span>
        ${this.copySelect()}
      </div>
      <div class="scroll ${problem && rendered ? 'old' : ''}">
        ${
          rendered === undefined
            ? html`<p class="muted">${snapshot.waiting ?? (problem ? words.nothingYet : words.rendering)}</p>`
            : view.mode === 'text'
              ? html`<rendered-text
                  .text=${rendered.text}
                  .spans=${this.spans}
                  .special=${this.special}
                  .whitespace=${view.whitespace}
                  .sequence=${rendered.sequence}
                ></rendered-text>`
              : html`<rendered-tokens
                  .text=${rendered.text}
                  .result=${snapshot.tokens}
                  .whitespace=${view.whitespace}
                  .tracksGeneration=${snapshot.inspection?.tracksGeneration ?? false}
                ></rendered-tokens>`
        }
      </div>`;
  }

  private modeButton(mode: PreviewView['mode'], checked: boolean) {
    return html`<button
      role="radio"
      aria-checked=${checked}
      tabindex=${checked ? 0 : -1}
      data-testid="view-${mode}"
      @click=${() => this.dispatchEvent(new ViewEvent({ mode }))}
    >
      ${words[mode]}
    </button>`;
  }

  /** A menu of the platform: it needs no code of ours to be reached and read. */
  private copySelect() {
    const formats: readonly (readonly [CopyFormat, string])[] = [
      ['text', words.copyText],
      ['ids', words.copyIds],
      ['python', words.copyPython],
    ];
    return html`<select
      aria-label=${words.copy}
      title=${words.copy}
      data-testid="copy"
      @change=${(event: Event) => {
        const select = event.target as HTMLSelectElement;
        post({ kind: 'copy', format: select.value as CopyFormat });
        select.value = '';
      }}
    >
      <option value="" disabled .selected=${true}>${words.copy}</option>
      ${formats.map(([format, label]) => html`<option value=${format}>${label}</option>`)}
    </select>`;
  }

  /** One stop for Tab, arrows within: as everywhere else in the editor. */
  private roved(event: KeyboardEvent): void {
    if (!['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].includes(event.key)) {
      return;
    }
    event.preventDefault();
    const mode = this.snapshot?.view.mode === 'text' ? 'tokens' : 'text';
    this.dispatchEvent(new ViewEvent({ mode }));
    this.renderRoot.querySelector<HTMLElement>(`[data-testid="view-${mode}"]`)?.focus();
  }
}
