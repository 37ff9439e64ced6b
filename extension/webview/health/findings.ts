import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { LogFinding } from '../../src/protocol';
import type { PanelLog } from '../../src/webview/healthMessages';
import { controls } from '../controls';
import { fill } from '../fill';
import { plainWords } from './codeWords';
import { type FindingCard, SEVERITY_ICONS } from './findingCard';
import { findingKey, findingsOf, type ShownFinding } from './findingOrder';
import { words } from './words';

/** With fewer rows nobody can tell whether a training goes well. */
const ENOUGH_ROWS = 5;

/** What the rules found in all logs. What comes while somebody looks is announced, and moves nothing. */
@customElement('run-findings')
export class RunFindings extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .bar {
        flex: none;
        display: flex;
        align-items: center;
        gap: 6px;
        min-height: 28px;
        padding: 2px 12px;
      }
      .bar button {
        min-width: 0;
        max-width: 100%;
        padding-inline-start: 0;
        color: var(--vscode-foreground);
      }
      .bar vscode-icon {
        flex: none;
      }
      .error {
        color: var(--vscode-errorForeground);
      }
      .warning {
        color: var(--vscode-editorWarning-foreground);
      }
      .fine {
        color: var(--vscode-charts-green);
      }
      .newest {
        /* What is left beside the counts, which would else be in two lines. */
        flex: 1 1 0;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .counts {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 10px;
      }
      .counts:has(+ .newest) {
        flex: none;
        flex-wrap: nowrap;
      }
      .count {
        display: inline-flex;
        align-items: center;
        gap: 4px;
      }
      .list {
        min-height: 0;
        overflow: auto;
        padding: 0 12px 8px;
      }
      finding-card + finding-card,
      .list > button + finding-card {
        margin-top: 6px;
      }
      .list > button {
        margin-top: 4px;
      }
    `,
  ];

  @property({ attribute: false }) accessor logs: readonly PanelLog[] = [];
  /** Whether the list is to be seen. Tells the app, which gives it a column of its own where there is room. */
  @property({ type: Boolean, reflect: true }) accessor open = false;
  @state() private accessor infosOpen = false;
  @state() private accessor announced = '';
  /** What came while the list was folded, and is not looked at yet. */
  @state() private accessor unseen: ShownFinding | undefined;
  private shown: readonly ShownFinding[] = [];
  /** Logs that were read to their end once: what comes to them now is new. */
  private readonly read = new Set<string>();
  private readonly known = new Set<string>();

  /** Unfolds what hides a finding and goes there. */
  async reveal(log: string, rule: string, run?: string): Promise<void> {
    const found = this.shown.find(
      ({ key, finding, log: of }) =>
        of === log && finding.rule === rule && (run === undefined || key === findingKey(log, run, rule)),
    );
    if (found === undefined) {
      return;
    }
    this.setOpen(true);
    this.infosOpen ||= found.finding.severity === 'info';
    await this.updateComplete;
    const cards = this.renderRoot.querySelectorAll<FindingCard>('finding-card');
    [...cards].find(({ shown }) => shown?.key === found.key)?.reveal();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('logs')) {
      return;
    }
    this.shown = findingsOf(this.logs);
    const added = this.shown.filter(({ key }) => !this.known.has(key));
    const news = added.filter(({ log }) => this.read.has(log));
    this.known.clear();
    this.shown.forEach(({ key }) => this.known.add(key));
    this.read.clear();
    this.logs
      .filter(({ state }) => state !== undefined && !state.reading)
      .forEach(({ subject }) => this.read.add(subject.log));
    if (news.length > 0) {
      this.announced = news
        .map(({ finding }) => fill(words.findings.appeared, plainWords(finding.message)))
        .join(' ');
      this.unseen = this.open ? undefined : news[0];
      this.keepHeight();
    }
    if (added.length > news.length && added.some((each) => !news.includes(each) && isGrave(each))) {
      this.setOpen(true);
    }
    if (this.shown.length === 0) {
      this.setOpen(false);
    }
    // As it is now: more rows may have made it graver, or away.
    this.unseen = this.shown.find(({ key }) => key === this.unseen?.key);
  }

  /** A list that grows would push away what stands below it: it scrolls instead, until it is folded once. */
  private keepHeight(): void {
    const list = this.renderRoot.querySelector('.list');
    if (list !== null && this.open) {
      this.style.setProperty('--kept-height', `${this.offsetHeight}px`);
    }
  }

  private setOpen(open: boolean): void {
    if (this.open === open) {
      return;
    }
    this.open = open;
    this.unseen = undefined;
    this.style.removeProperty('--kept-height');
    this.dispatchEvent(new CustomEvent('fold', { detail: open }));
  }

  protected override render() {
    const grave = this.shown.filter(isGrave);
    const infos = this.shown.filter((each) => !isGrave(each));
    return html`<section aria-label=${words.findings.title}>
        <div class="bar">${this.shown.length === 0 ? this.calm() : this.summary()}</div>
      </section>
      ${
        this.open
          ? html`<div class="list" data-testid="findings">
              ${this.cards(grave)} ${infos.length === 0 ? nothing : this.infoButton(infos)}
              ${this.infosOpen || grave.length === 0 ? this.cards(infos) : nothing}
            </div>`
          : nothing
      }
      <div class="sr-only" aria-live="polite" data-testid="announced">${this.announced}</div>`;
  }

  private cards(findings: readonly ShownFinding[]) {
    return repeat(
      findings,
      ({ key }) => key,
      (shown) => html`<finding-card data-testid="finding" .shown=${shown}></finding-card>`,
    );
  }

  private infoButton(infos: readonly ShownFinding[]) {
    return this.shown.length === infos.length
      ? nothing
      : html`<button
          class="quiet"
          data-testid="infos"
          aria-expanded=${this.infosOpen}
          @click=${() => (this.infosOpen = !this.infosOpen)}
        >
          <vscode-icon name=${this.infosOpen ? 'chevron-down' : 'chevron-right'}></vscode-icon>
          ${fill(words.findings.countInfos, infos.length)}
        </button>`;
  }

  private summary() {
    const { unseen } = this;
    return html`<button
      class="quiet"
      data-testid="fold"
      aria-expanded=${this.open}
      @click=${() => this.setOpen(!this.open)}
    >
      <vscode-icon name=${this.open ? 'chevron-down' : 'chevron-right'}></vscode-icon>
      ${this.counts()} ${unseen === undefined ? nothing : this.newest(unseen)}
    </button>`;
  }

  private newest({ finding }: ShownFinding) {
    return html`<span class="newest" data-testid="newest"
      >${fill(words.findings.appeared, plainWords(finding.message))}</span
    >`;
  }

  private counts() {
    const counts: readonly (readonly [LogFinding['severity'], string])[] = [
      ['error', words.findings.countErrors],
      ['warning', words.findings.countWarnings],
      ['info', words.findings.countInfos],
    ];
    return html`<span class="counts"
      ><strong>${words.findings.title}</strong> ${counts.map(([severity, sentence]) => {
        const count = this.shown.filter(({ finding }) => finding.severity === severity).length;
        return count === 0 ? nothing : this.count(severity, sentence, count);
      })}</span
    >`;
  }

  /** The number alone where the words of a new finding need the room. */
  private count(severity: LogFinding['severity'], sentence: string, count: number) {
    const text = fill(sentence, count);
    return html`<span class="count" title=${text}
      ><vscode-icon class=${severity} name=${SEVERITY_ICONS[severity]}></vscode-icon>${
        this.unseen === undefined ? text : html`<span aria-label=${text}>${count}</span>`
      }</span
    >`;
  }

  /** No finding says something too, but only of what was read. */
  private calm() {
    const states = this.logs.map(({ state }) => state).filter((state) => state !== undefined);
    if (states.length === 0 || states.some(({ reading }) => reading)) {
      return nothing;
    }
    const runs = states.flatMap(({ runs }) => runs);
    const rows = runs.reduce((sum, run) => sum + run.rows, 0);
    if (rows === 0) {
      return html`<span class="muted" data-testid="calm">${words.findings.none}</span>`;
    }
    return Math.max(...runs.map((run) => run.rows)) < ENOUGH_ROWS
      ? html`<vscode-icon name="watch"></vscode-icon>
          <span class="muted" data-testid="calm">${fill(words.findings.tooFew, rows.toLocaleString())}</span>`
      : html`<vscode-icon class="fine" name="pass"></vscode-icon>
          <span data-testid="calm">${fill(words.findings.fine, rows.toLocaleString())}</span>`;
  }
}

function isGrave({ finding }: ShownFinding): boolean {
  return finding.severity !== 'info';
}
