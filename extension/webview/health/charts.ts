import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { CurveKey, HealthView, PanelLog } from '../../src/webview/healthMessages';
import { controls } from '../controls';
import { fill } from '../fill';
import { axisUnit } from './axisUnit';
import type { RunChart } from './chart';
import { type ChartSubject, chartSubjects, runId, shownCharts } from './chartGroups';
import { ChartSight } from './chartSight';
import { chartsStyles } from './chartsStyles';
import { type Theme, themeOf, whenThemeChanges } from './colours';
import { viewEvent } from './events';
import { extentOf } from './extent';
import { markText } from './findingMarks';
import { type MarkedFinding, markedFindings } from './findingPlaces';
import { pictureOf } from './picture';
import { curveId, type PointStore } from './pointStore';
import { followed, type Range, spread, within } from './ranges';
import { words } from './words';

/** How long a picture waits for the points of charts that nobody has looked at yet. */
const PICTURE_WAIT_MILLISECONDS = 5000;
/** Around a finding, as a part of all there is. */
const AROUND = 0.08;

/** All charts of the panel, which share their horizontal axis and the cursor. */
@customElement('run-charts')
export class RunCharts extends LitElement {
  static override styles = [controls, chartsStyles];

  @property({ attribute: false }) accessor logs: readonly PanelLog[] = [];
  @property({ attribute: false }) accessor view: HealthView | undefined;
  @property({ attribute: false }) accessor store: PointStore | undefined;
  @state() private accessor theme: Theme | undefined;
  @state() private accessor range: Range | undefined;
  @state() private accessor extent: Range | undefined;
  @state() private accessor cursor: number | undefined;
  @state() private accessor all = false;
  @state() private accessor seen: ReadonlySet<string> = new Set();
  @state() private accessor told = '';
  private subjects: readonly ChartSubject[] = [];
  private runs: ReadonlyMap<string, number> = new Map();
  private findings: ReadonlyMap<string, readonly MarkedFinding[]> = new Map();
  private asked = '';
  /** Every chart is wanted, for a picture. */
  private everything = false;
  private stopThemes: (() => void) | undefined;
  private readonly sight = new ChartSight((seen) => (this.seen = seen));
  private readonly changed = (): void => this.measure();

  override connectedCallback(): void {
    super.connectedCallback();
    this.theme = themeOf(this);
    this.stopThemes = whenThemeChanges(() => (this.theme = themeOf(this)));
    this.store?.addEventListener('change', this.changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopThemes?.();
    this.sight.close();
    this.store?.removeEventListener('change', this.changed);
  }

  private get elements(): NodeListOf<RunChart> {
    return this.renderRoot.querySelectorAll('run-chart');
  }

  /** Brings the chart of a finding into view, with its steps in the middle. */
  showFinding(log: string, rule: string): void {
    void this.show(log, rule);
  }

  /** All charts in one PNG, as the editor's theme draws them. */
  async picture(): Promise<ArrayBuffer> {
    const { theme } = this;
    if (theme === undefined) {
      throw new Error(words.charts.reading);
    }
    this.everything = true;
    try {
      this.ask();
      await this.store?.arrival(this.wanted(), PICTURE_WAIT_MILLISECONDS);
      await this.updateComplete;
      const charts = [...this.elements].flatMap((element) => element.pictured() ?? []);
      const names = this.logs.map(({ subject }) => subject.name).join(', ');
      return await pictureOf(charts, names || words.charts.picture, theme);
    } finally {
      this.everything = false;
      this.ask();
    }
  }

  protected override willUpdate(changes: PropertyValues<this>): void {
    if (changes.has('store')) {
      changes.get('store')?.removeEventListener('change', this.changed);
      this.store?.addEventListener('change', this.changed);
    }
    if (changes.has('logs')) {
      this.subjects = chartSubjects(this.logs);
      this.findings = markedFindings(this.logs, this.subjects);
      const runs = this.logs.flatMap(({ subject, state: known }) =>
        (known?.runs ?? []).map(({ key }) => runId(subject.log, key)),
      );
      this.runs = new Map(runs.map((run, at) => [run, at]));
    }
    if (changes.has('view') && changes.get('view')?.axis !== this.view?.axis) {
      this.range = undefined;
      this.cursor = undefined;
      this.extent = undefined;
    }
    if (this.store && this.view) {
      this.store.axis = this.view.axis;
    }
    this.measure();
  }

  protected override updated(): void {
    this.sight.watch(this.elements);
    this.ask();
  }

  protected override render() {
    const { subjects, view, all } = this;
    const unit = axisUnit(view?.axis ?? 'step', this.logs);
    const most = shownCharts(subjects);
    const rest = subjects.length - most;
    const shown = all ? subjects : subjects.slice(0, most);
    return html`<section aria-label=${words.charts.charts}>
      ${this.empty()}
      ${
        subjects.length === 0
          ? nothing
          : html`<div class="bar muted">
              <span title=${words.charts.keys}>${words.charts.keys}</span>
              <button
                class="icon"
                data-testid="show-all"
                title=${words.charts.showAll}
                aria-label=${words.charts.showAll}
                ?disabled=${this.range === undefined}
                @click=${() => (this.range = undefined)}
              >
                <vscode-icon name="screen-full"></vscode-icon>
              </button>
            </div>`
      }
      <div class="grid">
        ${repeat(
          shown,
          ({ key }) => key,
          (subject) =>
            html`<run-chart
              data-testid="chart"
              data-key=${subject.key}
              .subject=${subject}
              .runs=${this.runs}
              .findings=${this.findings.get(subject.key) ?? []}
              .view=${view}
              .store=${this.store}
              .theme=${this.theme}
              .range=${this.range}
              .extent=${this.extent}
              .cursor=${this.cursor}
              .unit=${unit}
              .visible=${this.seen.has(subject.key)}
              @range=${({ detail }: CustomEvent<Range | null>) => (this.range = detail ?? undefined)}
              @cursor=${({ detail }: CustomEvent<number | null>) => (this.cursor = detail ?? undefined)}
              @toggle=${({ detail }: CustomEvent<string>) => this.toggle(detail)}
            ></run-chart>`,
        )}
      </div>
      ${
        rest === 0
          ? nothing
          : html`<button
              class="quiet more"
              data-testid="more-charts"
              aria-expanded=${all}
              @click=${() => (this.all = !all)}
            >
              <vscode-icon name=${all ? 'chevron-up' : 'chevron-down'}></vscode-icon>
              ${all ? words.charts.fewer : fill(words.charts.more, rest)}
            </button>`
      }
      <span class="sr-only" role="status">${this.told}</span>
    </section>`;
  }

  private empty() {
    const without = this.logs.filter(
      ({ state: known }) => known?.runs.every(({ rows }) => rows === 0) === true,
    );
    return without.map(
      ({ subject }) =>
        html`<p class="empty muted" data-testid="no-rows">${fill(words.charts.noRows, subject.name)}</p>`,
    );
  }

  private toggle(run: string): void {
    const hidden = this.view?.hidden ?? [];
    this.dispatchEvent(
      viewEvent({
        hidden: hidden.includes(run) ? hidden.filter((each) => each !== run) : [...hidden, run],
      }),
    );
  }

  /** The curves whose points are needed now: of charts in view or near, and not switched off. */
  private wanted(): CurveKey[] {
    const hidden = this.view?.hidden ?? [];
    const charts = this.all ? this.subjects : this.subjects.slice(0, shownCharts(this.subjects));
    return charts
      .filter(({ key }) => this.everything || this.seen.has(key))
      .flatMap(({ curves }) => curves.filter(({ run }) => !hidden.includes(run)).map(({ key }) => key));
  }

  private ask(): void {
    const curves = this.wanted();
    const asked = curves.map(curveId).join();
    if (asked !== this.asked) {
      this.asked = asked;
      this.dispatchEvent(new CustomEvent('curves', { detail: curves, bubbles: true, composed: true }));
    }
  }

  /** How far all points go. A view that is at the right end goes on with them. */
  private measure(): void {
    const { view, store } = this;
    const before = this.extent;
    const now = view && store ? extentOf(this.logs, this.subjects, view, store) : undefined;
    if (now?.min === before?.min && now?.max === before?.max) {
      return;
    }
    this.extent = now;
    if (this.range !== undefined && before !== undefined && now !== undefined) {
      this.range = followed(this.range, before, now);
    }
  }

  private async show(log: string, rule: string): Promise<void> {
    for (const [key, findings] of this.findings) {
      const marked = findings.find(({ log: its, finding }) => its === log && finding.rule === rule);
      const at = this.subjects.findIndex((subject) => subject.key === key);
      if (marked === undefined || at < 0) {
        continue;
      }
      this.all ||= at >= shownCharts(this.subjects);
      if (this.view?.hidden.includes(marked.run)) {
        this.toggle(marked.run);
      }
      await this.updateComplete;
      const element = [...this.elements].find(({ subject }) => subject?.key === key);
      const place = element?.placeOf(marked);
      if (place !== undefined && this.extent !== undefined) {
        const around = (this.extent.max - this.extent.min) * AROUND;
        this.range = within(spread(place.min - around, place.max + around), this.extent);
      }
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      element?.scrollIntoView({ block: 'nearest', behavior: still ? 'auto' : 'smooth' });
      this.told = fill(
        words.charts.shown,
        element?.subject?.metrics.join(', ') ?? key,
        markText(marked, this.runs.size > 1),
      );
      return;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'run-chart': RunChart;
  }
}
