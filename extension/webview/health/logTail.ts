import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { controls } from '../controls';
import { askLines } from './lineRequests';
import { type Chunk, type LineAnswer, LogLines } from './logLines';
import { printed } from './printed';
import { words } from './words';

/** That near to an edge is at it. */
const EDGE_PIXELS = 8;
/** Earlier lines are there before one has come to the top. */
const AHEAD_PIXELS = 200;

/** The end of what was printed. It follows the log until one scrolls up, where one then stays. */
@customElement('log-tail')
export class LogTail extends LitElement {
  static override styles = [
    controls,
    printed,
    css`
      .to-end {
        position: absolute;
        inset-block-end: 8px;
        inset-inline-end: 20px;
      }
    `,
  ];

  @property({ attribute: false }) accessor log = '';
  /** Of the log, in bytes. */
  @property({ attribute: false }) accessor size = 0;
  @state() private accessor following = true;
  @state() private accessor problem = '';
  @state() private accessor loaded = false;
  private lines = new LogLines();
  private asking = false;
  private askedSize = -1;
  /** From the end of the lines to where the view was, while lines come in above it. */
  private fromEnd: number | undefined;
  private lastTop = 0;
  /** Lines are drawn and broken anew after the update that brought them. */
  private readonly sizes = new ResizeObserver(() => this.stay());

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.size < this.askedSize) {
      this.lines = new LogLines();
      this.askedSize = -1;
      this.following = true;
    }
    if (changed.has('size')) {
      void this.follow();
    }
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelectorAll('.lines, .content').forEach((element) => this.sizes.observe(element));
  }

  protected override updated(): void {
    this.stay();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  /** At the end, or where one was before lines came in above. */
  private stay(): void {
    const { view } = this;
    if (view === null) {
      return;
    }
    if (this.fromEnd !== undefined) {
      view.scrollTop = view.scrollHeight - this.fromEnd;
      this.fromEnd = undefined;
    } else if (this.following) {
      view.scrollTop = view.scrollHeight;
    }
    this.lastTop = view.scrollTop;
  }

  protected override render() {
    return html`${this.problem === '' ? nothing : html`<p class="note error" role="alert">${this.problem}</p>`}
      <div
        class="lines"
        data-testid="tail"
        role="log"
        aria-live="off"
        aria-label=${words.sections.log.lines}
        tabindex="0"
        @scroll=${this.scrolled}
      >
        <div class="content">
          ${this.top()}
          ${repeat(
            this.lines.chunks(),
            ({ key }) => key,
            (chunk) => drawn(chunk),
          )}
        </div>
      </div>
      ${
        this.following
          ? nothing
          : html`<vscode-button
              secondary
              class="to-end"
              data-testid="to-end"
              icon="arrow-down"
              @click=${this.toEnd}
              >${words.sections.log.toEnd}</vscode-button
            >`
      }`;
  }

  private top() {
    if (!this.loaded) {
      return html`<span class="muted">${words.sections.log.loading}</span>`;
    }
    if (this.lines.count === 0) {
      return this.problem === '' ? html`<span class="muted">${words.sections.log.empty}</span>` : nothing;
    }
    return this.lines.before === 0
      ? nothing
      : html`<button class="quiet" data-testid="earlier" @click=${() => void this.earlier()}>
          <vscode-icon name="chevron-up"></vscode-icon>${words.sections.log.earlier}
        </button> `;
  }

  /** Asks for the end as often as the log has grown, but never twice at a time. */
  private async follow(): Promise<void> {
    while (!this.asking && this.following && this.isConnected && this.askedSize !== this.size) {
      this.asking = true;
      this.askedSize = this.size;
      const { lines } = this;
      const answer = await askLines(this.log, '', -1);
      this.asking = false;
      this.loaded = true;
      this.problem = answer.problem;
      if (answer.problem === '' && lines === this.lines) {
        this.receiveTail(answer);
      }
      this.requestUpdate();
    }
  }

  /** Whoever has scrolled up meanwhile stays where they are; at the end again, they see what is new. */
  private receiveTail(answer: LineAnswer): void {
    if (this.following) {
      this.lines.tail(answer);
    } else {
      this.askedSize = -1;
    }
  }

  private async earlier(): Promise<void> {
    if (this.asking || this.lines.before === 0) {
      return;
    }
    this.asking = true;
    const { lines } = this;
    const answer = await askLines(this.log, '', lines.before);
    this.asking = false;
    this.problem = answer.problem;
    if (answer.problem === '' && lines === this.lines) {
      const { view } = this;
      this.fromEnd = view === null ? undefined : view.scrollHeight - view.scrollTop;
      if (lines.earlier(answer)) {
        this.askedSize = -1;
      }
      this.requestUpdate();
    }
    await this.updateComplete;
    await this.follow();
  }

  private scrolled(): void {
    const { view } = this;
    if (view === null) {
      return;
    }
    const { scrollTop, scrollHeight, clientHeight } = view;
    const upward = scrollTop < this.lastTop;
    this.lastTop = scrollTop;
    if (scrollHeight - scrollTop - clientHeight <= EDGE_PIXELS) {
      this.following = true;
      void this.follow();
    } else if (upward) {
      this.following = false;
    }
    if (!this.following && scrollTop < AHEAD_PIXELS) {
      void this.earlier();
    }
  }

  private toEnd(): void {
    this.following = true;
    this.askedSize = -1;
    void this.follow();
  }

  private get view(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.lines');
  }
}

/** Line by line, so that lines that stay keep what is selected in them; and only where something is new. */
function drawn({ lines }: Chunk) {
  const state = [lines[0]?.offset, lines.length, lines.at(-1)?.text];
  return guard(
    state,
    () => html`<div class="printed">${lines.map(({ text }) => html`<span>${`${text}\n`}</span>`)}</div>`,
  );
}
