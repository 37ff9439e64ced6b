import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TokenizeResult } from '../../src/protocol';
import { controls } from '../controls';
import { fill } from '../fill';
import { type Chip, chipsOf, chipText, owner } from './tokenChips';
import { words } from './words';

/** Chips are made in chunks as they are scrolled to; even, so that the alternating tint goes on across chunks. */
const CHUNK = 600;

/** The rendered prompt as tokens. */
@customElement('rendered-tokens')
export class RenderedTokens extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        --special: var(--vscode-charts-purple, var(--vscode-textLink-foreground));
      }
      .chips {
        font-family: var(--vscode-editor-font-family, monospace);
        font-size: var(--vscode-editor-font-size, 13px);
        line-height: 1.75;
        overflow-wrap: anywhere;
      }
      .token {
        white-space: pre-wrap;
        padding: 1px 0;
        border-radius: 2px;
        border: 1px solid transparent;
        background: color-mix(in srgb, var(--vscode-charts-blue, #3794ff) 20%, transparent);
        box-decoration-break: clone;
        cursor: default;
      }
      .token:nth-of-type(even) {
        background: color-mix(in srgb, var(--vscode-charts-orange, #d18616) 28%, transparent);
      }
      .token.special {
        color: var(--special);
        border-color: color-mix(in srgb, var(--special) 65%, transparent);
        background: transparent;
        margin-inline: 1px;
      }
      .token.loss,
      .legend .loss {
        text-decoration: underline 2px var(--vscode-charts-green, currentColor);
        text-underline-offset: 3px;
      }
      .token:hover,
      .token.current {
        outline: 1px solid var(--vscode-focusBorder);
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 0 12px;
        margin-bottom: 4px;
        font-size: 0.92em;
      }
      .details {
        position: sticky;
        bottom: 0;
        min-height: 1.9em;
        padding: 3px 0;
        background: var(--vscode-editor-background);
        font-size: 0.92em;
        overflow-wrap: anywhere;
      }
      .sentinel {
        height: 1px;
      }
    `,
  ];

  @property({ attribute: false }) accessor text = '';
  @property({ attribute: false }) accessor result: TokenizeResult | undefined;
  @property({ type: Boolean }) accessor whitespace = false;
  @property({ type: Boolean }) accessor tracksGeneration = false;
  @state() private accessor current = -1;
  private chips: readonly Chip[] = [];
  private shown = CHUNK;
  private readonly observer = new IntersectionObserver((entries) => {
    if (entries.some(({ isIntersecting }) => isIntersecting) && this.shown < this.chips.length) {
      this.shown += CHUNK;
      this.paint();
    }
  });

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('result') && this.result) {
      this.chips = chipsOf(this.text, this.result);
    }
  }

  protected override render() {
    const { result } = this;
    if (result === undefined || this.chips.length === 0) {
      return html`<p class="muted">${result?.message ?? words.nothingYet}</p>`;
    }
    return html`<div class="legend muted">
        ${
          result.loss
            ? result.loss.length > 0
              ? html`<span class="loss">${words.lossLegend}</span>`
              : html`<span>${words.emptyLoss}</span>`
            : html`<span>${this.tracksGeneration ? '' : words.noLoss}</span>`
        }
      </div>
      <div
        class="chips"
        role="listbox"
        tabindex="0"
        aria-label=${words.tokenList}
        @pointerover=${this.pointed}
        @click=${this.pointed}
        @keydown=${this.moved}
      ></div>
      <div class="sentinel"></div>
      <div class="details muted" role="status">${this.details()}</div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (['result', 'text', 'whitespace'].some((name) => changed.has(name))) {
      this.paint();
    }
    this.renderRoot.querySelector('.token.current')?.classList.remove('current');
    this.chipElement(this.current)?.classList.add('current');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.observeEnd());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer.disconnect();
  }

  /** Reuses the chips there are: while typing, nearly all stay what they were. */
  private paint(): void {
    const container = this.renderRoot.querySelector<HTMLElement>('.chips');
    if (container === null) {
      return;
    }
    const chips = this.chips.slice(0, this.shown);
    const elements = container.children;
    chips.forEach((chip, index) => {
      const element = elements[index] ?? container.appendChild(createChip());
      this.fillChip(element as HTMLElement, chip);
    });
    while (container.children.length > chips.length) {
      container.lastElementChild?.remove();
    }
    this.observeEnd();
  }

  private fillChip(element: HTMLElement, chip: Chip): void {
    const text = chipText(chip.text, this.whitespace);
    const key = `${chip.id} ${text} ${chip.special} ${chip.loss} ${chip.span}`;
    if (element.dataset.key === key) {
      return;
    }
    element.dataset.key = key;
    element.dataset.id = String(chip.id);
    element.className = `token${chip.special ? ' special' : ''}${chip.loss ? ' loss' : ''}`;
    element.textContent = text;
    element.title = this.describe(chip);
    if (chip.text.endsWith('\n')) {
      element.append('\n');
    }
  }

  /** Observing anew makes the observer report again even when the end is still in sight. */
  private observeEnd(): void {
    const sentinel = this.renderRoot.querySelector('.sentinel');
    this.observer.disconnect();
    if (sentinel) {
      this.observer.observe(sentinel);
    }
  }

  private describe(chip: Chip): string {
    const span = owner(chip, this.result?.spans ?? []);
    const whose =
      span?.part === 'message'
        ? `${span.role ?? ''} #${(span.message ?? 0) + 1}`
        : words[span?.part ?? 'frame'];
    const details = fill(words.tokenDetails, chip.id, chip.piece, whose);
    return chip.continues ? `${details} · ${words.continuesCharacter}` : details;
  }

  private details() {
    const chip = this.chips[this.current];
    if (chip === undefined) {
      return nothing;
    }
    return chip.special ? `${this.describe(chip)} · ${words.specialToken}` : this.describe(chip);
  }

  private pointed(event: Event): void {
    const target = event.target as HTMLElement;
    if (target.classList.contains('token')) {
      this.current = [...(target.parentElement?.children ?? [])].indexOf(target);
    }
  }

  private moved(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 10, ArrowUp: -10 }[event.key];
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? this.shown - 1 : this.current + (step ?? NaN);
    if (Number.isNaN(to)) {
      return;
    }
    event.preventDefault();
    this.current = Math.max(0, Math.min(to, this.chips.length - 1, this.shown - 1));
    this.chipElement(this.current)?.scrollIntoView({ block: 'nearest' });
  }

  private chipElement(index: number): Element | undefined {
    return this.renderRoot.querySelector('.chips')?.children[index];
  }
}

function createChip(): HTMLElement {
  const element = document.createElement('span');
  element.dataset.testid = 'token';
  element.role = 'option';
  return element;
}
