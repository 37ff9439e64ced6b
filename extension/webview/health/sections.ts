import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { HealthSection, PanelLog } from '../../src/webview/healthMessages';
import { controls } from '../controls';
import { viewEvent } from './events';
import { words } from './words';

const SECTIONS: readonly HealthSection[] = ['log', 'checkpoints', 'arguments'];

/** What stands below the charts: one of three at a time. */
@customElement('run-sections')
export class RunSections extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .tabs {
        flex: none;
        display: flex;
        flex-wrap: wrap;
        gap: 0 4px;
        padding: 0 8px;
        border-block: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      [role='tab'] {
        padding: 5px 8px;
        border: 0;
        border-block-end: 2px solid transparent;
        background: transparent;
        color: var(--vscode-descriptionForeground);
        cursor: pointer;
      }
      [role='tab']:hover,
      [role='tab'][aria-selected='true'] {
        color: var(--vscode-foreground);
      }
      [role='tab'][aria-selected='true'] {
        border-block-end-color: var(--vscode-focusBorder);
      }
      [role='tabpanel'] {
        flex: 1;
        min-height: 0;
        display: flex;
        flex-direction: column;
      }
      [role='tabpanel'] > * {
        flex: 1;
        min-height: 0;
      }
    `,
  ];

  @property({ attribute: false }) accessor logs: readonly PanelLog[] = [];
  @property({ attribute: false }) accessor section: HealthSection = 'log';

  protected override render() {
    const { section } = this;
    return html`<div class="tabs" role="tablist" aria-label=${words.sections.title} @keydown=${this.moved}>
        ${SECTIONS.map((each) => this.tab(each))}
      </div>
      <div role="tabpanel" id="panel" aria-label=${words.sections.names[section]}>${this.content()}</div>`;
  }

  private tab(section: HealthSection) {
    const selected = section === this.section;
    const count =
      section === 'checkpoints' ? this.logs.reduce((sum, { outputs }) => sum + outputs.length, 0) : 0;
    return html`<button
      role="tab"
      aria-selected=${selected}
      aria-controls="panel"
      tabindex=${selected ? 0 : -1}
      data-testid="section-${section}"
      @click=${() => this.dispatchEvent(viewEvent({ section }))}
    >
      ${words.sections.names[section]}${count === 0 ? '' : ` (${count})`}
    </button>`;
  }

  private content() {
    switch (this.section) {
      case 'log':
        return html`<run-log .logs=${this.logs}></run-log>`;
      case 'checkpoints':
        return html`<run-checkpoints .logs=${this.logs}></run-checkpoints>`;
      case 'arguments':
        return html`<argument-table .logs=${this.logs}></argument-table>`;
    }
  }

  /** One stop for Tab, arrows within: as everywhere else in the editor. */
  private async moved(event: KeyboardEvent): Promise<void> {
    const now = SECTIONS.indexOf(this.section);
    const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: -1 }[event.key];
    const section = next === undefined ? undefined : SECTIONS.at(next === SECTIONS.length ? 0 : next);
    if (section === undefined) {
      return;
    }
    event.preventDefault();
    this.dispatchEvent(viewEvent({ section }));
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`[data-testid="section-${section}"]`)?.focus();
  }
}
