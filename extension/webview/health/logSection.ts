import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { PanelLog } from '../../src/webview/healthMessages';
import { controls } from '../controls';
import { fill } from '../fill';
import type { LogSearch } from './logSearch';
import { words } from './words';

/** Typing should not search the whole log at every key. */
const TYPING_MILLISECONDS = 250;

/** What one of the logs has printed: its end, or what is searched for in all of it. */
@customElement('run-log')
export class RunLog extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-direction: column;
      }
      .bar {
        flex: none;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
        padding: 4px 12px;
      }
      .search {
        position: relative;
        flex: 1 1 180px;
        max-width: 420px;
        display: flex;
      }
      .search input {
        flex: 1;
        padding-inline-end: 26px;
      }
      .search button {
        position: absolute;
        inset-inline-end: 2px;
        top: 2px;
      }
      input::-webkit-search-cancel-button {
        display: none;
      }
      log-tail,
      log-search {
        flex: 1;
        min-height: 0;
      }
      .empty {
        margin: 0;
        padding: 12px;
      }
    `,
  ];

  @property({ attribute: false }) accessor logs: readonly PanelLog[] = [];
  /** Which log; empty or gone: the first. */
  @state() private accessor chosen = '';
  @state() private accessor search = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected override render() {
    const log = this.logs.find(({ subject }) => subject.log === this.chosen) ?? this.logs[0];
    if (log === undefined) {
      return nothing;
    }
    const { subject, state } = log;
    const printed = state !== undefined && state.textLog !== '';
    return html`${this.logs.length > 1 || printed ? this.bar(log, printed) : nothing}
    ${
      printed
        ? keyed(
            `${subject.log} ${state.textLog}`,
            this.search === ''
              ? html`<log-tail .log=${subject.log} .size=${state.textLogSize}></log-tail>`
              : html`<log-search .log=${subject.log} .search=${this.search}></log-search>`,
          )
        : html`<p class="muted empty" data-testid="no-log">
            ${state === undefined ? words.sections.log.loading : fill(words.sections.log.none, subject.name)}
          </p>`
    }`;
  }

  private bar({ subject }: PanelLog, printed: boolean) {
    return html`<div class="bar">
      ${
        this.logs.length < 2
          ? nothing
          : html`<select
              data-testid="which-log"
              aria-label=${words.sections.whichLog}
              @change=${(event: Event) => (this.chosen = (event.target as HTMLSelectElement).value)}
            >
              ${this.logs.map(
                ({ subject: { log, name } }) =>
                  html`<option value=${log} .selected=${log === subject.log}>${name}</option>`,
              )}
            </select>`
      }
      ${printed ? this.field() : nothing}
    </div>`;
  }

  private field() {
    return html`<div class="search" role="search">
      <input
        type="search"
        data-testid="search"
        placeholder=${words.sections.log.search}
        aria-label=${words.sections.log.search}
        aria-description=${words.sections.log.searchWhy}
        title=${words.sections.log.searchWhy}
        spellcheck="false"
        @input=${(event: Event) => this.typed((event.target as HTMLInputElement).value)}
        @keydown=${this.pressed}
      />
      ${
        this.search === ''
          ? nothing
          : html`<button
              class="icon"
              data-testid="clear-search"
              title=${words.sections.log.clear}
              aria-label=${words.sections.log.clear}
              @click=${this.clear}
            >
              <vscode-icon name="close"></vscode-icon>
            </button>`
      }
    </div>`;
  }

  private typed(text: string): void {
    clearTimeout(this.timer);
    if (text === '') {
      this.search = '';
    } else {
      this.timer = setTimeout(() => (this.search = text), TYPING_MILLISECONDS);
    }
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      this.clear();
    } else if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      const { value } = event.target as HTMLInputElement;
      if (value === this.search) {
        this.renderRoot.querySelector<LogSearch>('log-search')?.move(event.shiftKey ? -1 : 1);
      } else {
        clearTimeout(this.timer);
        this.search = value;
      }
    }
  }

  private clear(): void {
    clearTimeout(this.timer);
    this.search = '';
    const input = this.renderRoot.querySelector<HTMLInputElement>('input');
    if (input !== null) {
      input.value = '';
      input.focus();
    }
  }
}
