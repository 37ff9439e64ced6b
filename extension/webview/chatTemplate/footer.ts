import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { PreviewSnapshot } from '../../src/webview/previewMessages';
import { controls } from '../controls';
import { fill } from '../fill';
import { countsOf } from './counts';
import { post } from './host';
import { words } from './words';

/** Typing should not make a screen reader count aloud at every key. */
const ANNOUNCE_MILLISECONDS = 1000;

/** How long the prompt is, and whose tokens those are. */
@customElement('preview-footer')
export class PreviewFooter extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 8px;
        padding: 4px 12px;
        min-height: 28px;
        border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        font-variant-numeric: tabular-nums;
      }
      /* Of an older text: said only when the new count takes long, or it would flicker at every key. */
      .counted.stale {
        opacity: 0.5;
        transition: opacity 0s 0.4s;
      }
      .total {
        font-weight: 600;
      }
      .provisional {
        font-style: italic;
      }
      .message {
        overflow-wrap: anywhere;
      }
      .end {
        margin-inline-start: auto;
      }
      /* The panel's own width, see app.ts: the version is in the header's tooltip too. */
      @container (max-width: 700px) {
        .end {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor snapshot: PreviewSnapshot | undefined;
  @state() private accessor announced = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  protected override render() {
    const { tokens, rendered } = this.snapshot ?? {};
    if (rendered === undefined) {
      return nothing;
    }
    return html`${tokens === undefined || tokens.state === 'unavailable' ? this.noTokens() : this.counts()}
      <span class="end muted">${this.snapshot?.inspection?.library ?? ''}</span>
      <span class="sr-only" aria-live="polite">${this.announced}</span>`;
  }

  protected override updated(): void {
    const text = this.renderRoot.querySelector('.counted')?.textContent.replace(/\s+/g, ' ').trim() ?? '';
    if (text !== this.announced) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => (this.announced = text), ANNOUNCE_MILLISECONDS);
    }
  }

  private counts() {
    const { tokens, rendered } = this.snapshot ?? {};
    const total = tokens?.ids?.length ?? 0;
    const counts = countsOf(tokens?.spans ?? [], { prompt: words.prompt, frame: words.frame });
    const provisional = tokens?.state === 'provisional';
    const stale = tokens?.sequence !== rendered?.sequence;
    return html`<span class="counted ${stale ? 'stale' : ''}">
        <span class="total" data-testid="token-total"
          >${total === 1 ? words.oneToken : fill(words.totalTokens, total.toLocaleString())}</span
        >${
          counts.length === 0
            ? nothing
            : html`<span class="muted"
                >: ${counts.map(({ label, tokens }) => `${label} ${tokens}`).join(' · ')}</span
              >`
        }
      </span>
      ${
        provisional
          ? html`<span class="provisional muted" title=${tokens.message}
              ><vscode-icon name="watch" size="14"></vscode-icon> ${words.provisional}</span
            >`
          : nothing
      }`;
  }

  private noTokens() {
    const { inspection, tokens, rendered } = this.snapshot ?? {};
    const state = tokens?.tokenizer ?? inspection?.tokenizer;
    // An empty message says nothing either.
    const message = [
      tokens?.message,
      state?.state === 'loading' ? words.tokenizerLoading : undefined,
      state?.message,
    ].find((text) => text !== undefined && text !== '');
    return html`<span class="muted"
        >${fill(words.characters, (rendered?.text.length ?? 0).toLocaleString())}</span
      >
      <span class="message ${state?.state === 'failed' ? 'error' : 'muted'}" data-testid="tokenizer-message"
        >${message ?? ''}</span
      >
      ${
        state?.state === 'none' || state?.state === 'failed'
          ? html`<button class="quiet" @click=${() => post({ kind: 'chooseTokenizer' })}>
              ${words.chooseTokenizer}
            </button>`
          : nothing
      }`;
  }
}
