import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { MessageSpan } from '../../src/protocol';
import { controls } from '../controls';
import { fill } from '../fill';
import { TextPainter } from './patchText';
import { type Section, sectionsOf, SpecialTokens } from './segments';
import { words } from './words';

/** Beyond this a prompt is shown only in part, until asked for: laying out megabytes would block typing. */
const MOST_CHARACTERS = 200_000;

/** The rendered prompt as text. */
@customElement('rendered-text')
export class RenderedText extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        --special: var(--vscode-charts-purple, var(--vscode-textLink-foreground));
      }
      .text {
        font-family: var(--vscode-editor-font-family, monospace);
        font-size: var(--vscode-editor-font-size, 13px);
        line-height: 1.5;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        tab-size: 4;
        color: var(--vscode-editor-foreground);
      }
      .special {
        color: var(--special);
        border: 1px solid color-mix(in srgb, var(--special) 55%, transparent);
        border-radius: 3px;
        margin: 0 -1px;
      }
      /* Not the editor's colour for whitespace, which is made to be overlooked: here it was asked for. */
      .glyph {
        color: var(--vscode-descriptionForeground);
        opacity: 0.8;
      }
      .section {
        --role: var(--vscode-descriptionForeground);
        border-inline-start: 2px solid var(--role);
      }
      .section[data-role='system'],
      .section[data-role='developer'] {
        --role: var(--vscode-charts-orange, var(--vscode-foreground));
      }
      .section[data-role='user'] {
        --role: var(--vscode-charts-blue, var(--vscode-foreground));
      }
      .section[data-role='assistant'] {
        --role: var(--vscode-charts-green, var(--vscode-foreground));
      }
      .section[data-role='tool'] {
        --role: var(--vscode-charts-yellow, var(--vscode-foreground));
      }
      .section.prompt {
        border-inline-start-style: dashed;
      }
      .section.frame,
      .section.unknown {
        border-color: transparent;
      }
      .block {
        display: block;
        position: relative;
        padding-inline-start: 8px;
      }
      .block::before {
        content: attr(data-label);
        position: absolute;
        inset-inline-end: 0;
        top: 0;
        padding: 0 2px 0 8px;
        font-family: var(--vscode-font-family);
        font-size: 11px;
        color: var(--role);
        background: var(--vscode-editor-background);
        user-select: none;
        pointer-events: none;
      }
      /* An empty last line is a line too: without this a trailing newline would be invisible. */
      .block:last-child::after {
        content: '\\200b';
      }
      .inline {
        margin-inline-start: 2px;
      }
      .inline:not(.frame, .unknown)::before {
        content: attr(data-label);
        margin-inline: 2px 4px;
        font-family: var(--vscode-font-family);
        font-size: 10px;
        vertical-align: 0.4em;
        color: var(--role);
        user-select: none;
      }
      p {
        margin: 8px 0;
      }
    `,
  ];

  @property({ attribute: false }) accessor text = '';
  @property({ attribute: false }) accessor spans: readonly MessageSpan[] = [];
  @property({ attribute: false }) accessor special: readonly string[] = [];
  @property({ type: Boolean }) accessor whitespace = false;
  @property({ type: Number }) accessor sequence = 0;
  @state() private accessor all = false;
  private specialTokens = new SpecialTokens([]);
  private painter: TextPainter | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('special')) {
      this.specialTokens = new SpecialTokens(this.special);
    }
  }

  protected override render() {
    const cut = this.text.length > MOST_CHARACTERS && !this.all;
    return html`<div
        class="text"
        data-testid="rendered-text"
        data-sequence=${this.sequence}
        tabindex="0"
        role="region"
        aria-label=${words.renderedPrompt}
      ></div>
      ${
        cut
          ? html`<p class="muted">
              ${fill(words.truncated, MOST_CHARACTERS.toLocaleString())}
              <button class="quiet" @click=${() => (this.all = true)}>
                ${fill(words.showAll, this.text.length.toLocaleString())}
              </button>
            </p>`
          : nothing
      }`;
  }

  /** Lit owns the container, we own what is in it: see patchText.ts. */
  protected override updated(): void {
    const container = this.renderRoot.querySelector<HTMLElement>('.text');
    if (container === null) {
      return;
    }
    this.painter ??= new TextPainter(container, labelOf);
    const text = this.all ? this.text : this.text.slice(0, MOST_CHARACTERS);
    this.painter.paint(
      sectionsOf(text, this.spans, { special: this.specialTokens, whitespace: this.whitespace }),
    );
  }
}

function labelOf({ part, role }: Section): string {
  switch (part) {
    case 'message':
      return role;
    case 'prompt':
      return words.prompt;
    case 'frame':
    case 'unknown':
      return '';
  }
}
