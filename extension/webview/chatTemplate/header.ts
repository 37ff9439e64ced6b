import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Inspection, TemplateSource } from '../../src/protocol';
import type { PreviewSubject } from '../../src/webview/previewMessages';
import { controls } from '../controls';
import { fill } from '../fill';
import { post } from './host';
import { words } from './words';

/** What is previewed and which file won. */
@customElement('preview-header')
export class PreviewHeader extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 8px;
        padding: 6px 12px 2px;
        min-height: 30px;
      }
      h1 {
        font-size: inherit;
        font-weight: 600;
        margin: 0;
        overflow-wrap: anywhere;
      }
      .ladder {
        color: var(--vscode-foreground);
      }
      .ladder.guess {
        color: var(--vscode-editorWarning-foreground);
      }
    `,
  ];

  @property({ attribute: false }) accessor inspection: Inspection | undefined;
  @property({ attribute: false }) accessor subject: PreviewSubject | undefined;
  @state() private accessor open = false;

  protected override render() {
    const { inspection } = this;
    if (inspection === undefined) {
      return html`<div class="bar"><h1>${this.subject ? nameOf(this.subject.source) : nothing}</h1></div>`;
    }
    return html`<div class="bar">
        <h1 title=${inspection.library ?? ''}>${inspection.title}</h1>
        ${this.names(inspection)} ${this.ladderButton(inspection)}
      </div>
      ${this.open ? html`<source-ladder .rungs=${inspection.ladder}></source-ladder>` : nothing}`;
  }

  private ladderButton({ ladder }: Inspection) {
    if (ladder.length === 0) {
      return nothing;
    }
    const used = ladder.some(({ state }) => state === 'used');
    const shadowed = ladder.filter(({ state }) => state === 'shadowed').length;
    const text = !used
      ? words.noTemplate
      : shadowed === 0
        ? words.source
        : shadowed === 1
          ? words.shadowsOne
          : fill(words.shadowsMany, shadowed);
    return html`<button
      class="quiet ladder ${used ? '' : 'guess'}"
      data-testid="ladder"
      title=${words.ladder}
      aria-expanded=${this.open}
      @click=${() => (this.open = !this.open)}
    >
      ${used ? nothing : html`<vscode-icon name="warning"></vscode-icon>`}${text}
      <vscode-icon name=${this.open ? 'chevron-up' : 'chevron-down'}></vscode-icon>
    </button>`;
  }

  private names({ names }: Inspection) {
    if (names.length < 2) {
      return nothing;
    }
    const current = this.subject?.source.name ?? names[0];
    return html`<select
      aria-label=${words.namedTemplate}
      title=${words.namedTemplate}
      data-testid="name"
      @change=${(event: Event) => post({ kind: 'name', name: (event.target as HTMLSelectElement).value })}
    >
      ${names.map((name) => html`<option .selected=${name === current}>${name}</option>`)}
    </select>`;
  }
}

/** What a source is called before the server has said so. */
function nameOf(source: TemplateSource): string {
  if (source.kind === 'repository') {
    return source.repoId;
  }
  const path = source.uri.split('?')[0] ?? '';
  try {
    return decodeURIComponent(path.split('/').at(-1) ?? '');
  } catch {
    return path;
  }
}
