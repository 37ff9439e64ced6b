import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import type { LogLine } from '../../src/protocol';
import { controls } from '../controls';
import { fill } from '../fill';
import { askLines } from './lineRequests';
import { pieces } from './matches';
import { printed } from './printed';
import { words } from './words';

/** The lines of a log that contain something: the last ones first, then as far back as one goes on. */
@customElement('log-search')
export class LogSearch extends LitElement {
  static override styles = [
    controls,
    printed,
    css`
      .bar {
        flex: none;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 8px;
        min-height: 26px;
        padding: 0 12px;
        font-variant-numeric: tabular-nums;
      }
      .line {
        padding-inline-start: 6px;
        border-inline-start: 2px solid transparent;
      }
      .line.current {
        border-inline-start-color: var(--vscode-focusBorder);
        background: var(--vscode-editor-lineHighlightBackground, transparent);
      }
      mark {
        color: inherit;
        background: var(--vscode-editor-findMatchHighlightBackground, rgba(234, 92, 0, 0.33));
        outline: 1px solid
          var(--vscode-editor-findMatchHighlightBorder, var(--vscode-contrastActiveBorder, transparent));
      }
      .current mark {
        background: var(--vscode-editor-findMatchBackground, rgba(234, 92, 0, 0.6));
      }
    `,
  ];

  @property({ attribute: false }) accessor log = '';
  @property({ attribute: false }) accessor search = '';
  @state() private accessor found: readonly LogLine[] = [];
  @state() private accessor current = 0;
  @state() private accessor busy = false;
  @state() private accessor problem = '';
  /** Where to go on; 0: all of the log was searched. */
  private rest = 0;
  /** Grows with what is searched for: answers to older questions are void. */
  private asked = 0;

  /** To the next line that was found, or a previous one, and around at the ends. */
  move(by: 1 | -1): void {
    const count = this.found.length;
    if (count > 0) {
      this.current = (this.current + by + count) % count;
    }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('search')) {
      this.asked += 1;
      this.found = [];
      void this.goOn(-1);
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('current') || changed.has('found')) {
      this.showCurrent();
    }
  }

  /** Only these lines are scrolled: the page stays where it is. */
  private showCurrent(): void {
    const view = this.renderRoot.querySelector('.lines');
    const line = this.renderRoot.querySelector('.current');
    if (view === null || line === null) {
      return;
    }
    const within = view.getBoundingClientRect();
    const at = line.getBoundingClientRect();
    view.scrollTop += Math.min(0, at.top - within.top) || Math.max(0, at.bottom - within.bottom);
  }

  protected override render() {
    return html`<div class="bar">
        <span role="status" data-testid="found">${this.summary()}</span>
        ${this.found.length < 2 ? nothing : this.movers()}
        ${
          this.busy || this.rest === 0
            ? nothing
            : html`<button class="quiet" data-testid="go-on" @click=${() => void this.goOn(this.rest)}>
                ${words.sections.log.goOn}
              </button>`
        }
      </div>
      <div
        class="lines"
        data-testid="matches"
        role="region"
        aria-label=${words.sections.log.lines}
        tabindex="0"
      >
        ${this.found.map((line, index) => this.line(line, index === this.current))}
      </div>`;
  }

  private summary() {
    if (this.problem !== '') {
      return html`<span class="error">${this.problem}</span>`;
    }
    const count = this.found.length.toLocaleString();
    if (this.busy) {
      return fill(words.sections.log.searching, count);
    }
    if (this.found.length === 0 && this.rest === 0) {
      return words.sections.log.notFound;
    }
    const place = this.found.length === 0 ? 0 : this.current + 1;
    return fill(this.rest === 0 ? words.sections.log.found : words.sections.log.foundSoFar, place, count);
  }

  private movers() {
    return html`<span
      >${this.mover(-1, words.sections.log.previous)}${this.mover(1, words.sections.log.next)}</span
    >`;
  }

  private mover(by: 1 | -1, label: string) {
    return html`<button
      class="icon"
      data-testid=${by === 1 ? 'next' : 'previous'}
      title=${label}
      aria-label=${label}
      @click=${() => this.move(by)}
    >
      <vscode-icon name=${by === 1 ? 'arrow-down' : 'arrow-up'}></vscode-icon>
    </button>`;
  }

  private line(line: LogLine, current: boolean) {
    return guard(
      [line, current, this.search],
      () =>
        html`<div class="line ${current ? 'current' : ''}" aria-current=${current}>
          <span class="printed"
            >${pieces(line.text, this.search).map(({ text, match }) =>
              match ? html`<mark>${text}</mark>` : text,
            )}${'\n'}</span
          >
        </div>`,
    );
  }

  /** Until something is found or all is searched: a server stops now and then, so that it answers others too. */
  private async goOn(from: number): Promise<void> {
    const { asked, search } = this;
    this.busy = true;
    this.problem = '';
    let before = from;
    let answer;
    let further: boolean;
    do {
      answer = await askLines(this.log, search, before);
      if (asked !== this.asked || !this.isConnected) {
        return;
      }
      further = answer.before > 0 && (before < 0 || answer.before < before);
      before = answer.before;
    } while (!answer.complete && answer.lines.length === 0 && further && answer.problem === '');
    this.busy = false;
    this.problem = answer.problem;
    this.rest = before;
    this.current =
      this.found.length === 0 ? Math.max(0, answer.lines.length - 1) : this.current + answer.lines.length;
    this.found = [...answer.lines, ...this.found];
  }
}
