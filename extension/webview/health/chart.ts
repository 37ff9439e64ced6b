import { html, LitElement, nothing, type PropertyValues, unsafeCSS } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import uplotStyle from 'uplot/dist/uPlot.min.css';
import type { HealthView } from '../../src/webview/healthMessages';
import { controls } from '../controls';
import type { AxisUnit } from './axisUnit';
import { ChartDrawing } from './chartDrawing';
import type { ChartCurve, ChartSubject } from './chartGroups';
import { grabbed, pressed, type Steered, wheeled } from './chartInput';
import { type LegendEntry, legend, legendStyles } from './chartLegend';
import { chartStyles } from './chartStyles';
import { chartLabel, cursorText, leftOut, placeText } from './chartWords';
import { lineStyle, type Theme } from './colours';
import { findingEvent } from './events';
import { markPlaces, marks, markStyles } from './findingMarks';
import { type MarkedFinding, placesOf } from './findingPlaces';
import { legendEntries, placeOfReadings } from './legendEntries';
import { type Band, heightOf, type PaintedCurve } from './paint';
import type { PanelChart } from './picture';
import type { CurvePoints, PointStore } from './pointStore';
import { type Range, roomy, spread, union, within } from './ranges';
import { weightOf } from './readout';
import { words } from './words';

/** One chart: its lines, what is found in them, and its legend. What is along the axis belongs to all charts. */
@customElement('run-chart')
export class RunChart extends LitElement implements Steered {
  static override styles = [controls, unsafeCSS(uplotStyle), legendStyles, markStyles, chartStyles];

  @property({ attribute: false }) accessor subject: ChartSubject | undefined;
  /** Places of runs in the order of colours. */
  @property({ attribute: false }) accessor runs: ReadonlyMap<string, number> = new Map();
  @property({ attribute: false }) accessor findings: readonly MarkedFinding[] = [];
  @property({ attribute: false }) accessor view: HealthView | undefined;
  @property({ attribute: false }) accessor store: PointStore | undefined;
  @property({ attribute: false }) accessor theme: Theme | undefined;
  /** Undefined: all there is. */
  @property({ attribute: false }) accessor range: Range | undefined;
  @property({ attribute: false }) accessor extent: Range | undefined;
  /** Where the cursor is, in any of the charts. */
  @property({ attribute: false }) accessor cursor: number | undefined;
  @property({ attribute: false }) accessor unit: AxisUnit = 'step';
  @property({ attribute: false }) accessor visible = false;
  @query('.canvas') private accessor canvas: HTMLElement | null = null;
  private readonly drawing = new ChartDrawing({
    moved: (place) => this.tellCursor(place),
    selected: (range) => this.tellRange(this.extent === undefined ? range : within(range, this.extent)),
    grabbed: (event) => grabbed(this, event),
    reset: () => this.tellRange(undefined),
  });
  private frame = 0;
  @state() private accessor spoken = '';
  private seen = '';
  private readonly sizes = new ResizeObserver(() => this.invalidate());
  private readonly changed = (): void => this.pointsChanged();

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes.observe(this);
    this.store?.addEventListener('change', this.changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    this.store?.removeEventListener('change', this.changed);
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.drawing.destroy();
  }

  /** Draws now, in view or not. What a picture of it needs; undefined: there is nothing in it. */
  pictured(): PanelChart | undefined {
    this.draw();
    const { subject } = this;
    const drawn = this.drawing.pictured();
    return subject && drawn
      ? { ...drawn, title: subject.metrics.join(', '), legend: this.shownEntries(undefined) }
      : undefined;
  }

  protected override willUpdate(changes: PropertyValues<this>): void {
    if (changes.has('store')) {
      changes.get('store')?.removeEventListener('change', this.changed);
      this.store?.addEventListener('change', this.changed);
    }
  }

  protected override updated(changes: PropertyValues<this>): void {
    if (changes.size === 1 && changes.has('cursor') && this.drawing.exists) {
      // The lines are where they were: with a million points it is felt.
      this.drawing.moveCursor(this.cursor);
      return;
    }
    this.describe();
    this.invalidate();
  }

  protected override render() {
    const { subject, view } = this;
    if (subject === undefined || this.theme === undefined || view === undefined) {
      return nothing;
    }
    const entries = this.entries(this.cursor);
    const shown = entries.filter(({ hidden }) => !hidden);
    return html`<div class="heading">
        <h3>${subject.metrics.join(', ')}</h3>
        <span class="place muted" data-testid="place"
          >${placeText(placeOfReadings(shown, this.cursor), this.unit)}</span
        >
      </div>
      <div class="frame">
        <div
          class="canvas"
          role="img"
          tabindex="0"
          data-testid="plot"
          aria-description=${words.charts.keys}
          @keydown=${(event: KeyboardEvent) => {
            if (pressed(this, event)) {
              event.preventDefault();
            }
          }}
          @wheel=${(event: WheelEvent) => this.wheel(event)}
        ></div>
        ${this.nothingToSee(shown)}
        ${marks(this.markable(), this.runs.size > 1, ({ log, finding }) =>
          this.dispatchEvent(findingEvent({ log, run: finding.run, rule: finding.rule })),
        )}
      </div>
      ${legend(entries, (run) => this.dispatchEvent(new CustomEvent('toggle', { detail: run })))}
      ${leftOut(
        shown.flatMap(({ curve }) => this.pointsOf(curve) ?? []),
        view.logarithmic,
      ).map((text) => html`<p class="note muted" data-testid="note">${text}</p>`)}
      <span class="sr-only" aria-live="polite">${this.spoken}</span>`;
  }

  private nothingToSee(shown: readonly LegendEntry[]) {
    if (shown.length === 0) {
      return html`<p class="nothing muted">${words.charts.allHidden}</p>`;
    }
    const waits = !this.drawing.exists && shown.every(({ reading }) => reading === undefined);
    return waits ? html`<p class="nothing muted">${words.charts.reading}</p>` : nothing;
  }

  private entries(cursor: number | undefined): LegendEntry[] {
    const { subject, view, theme, runs } = this;
    return subject && view && theme
      ? legendEntries({ subject, view, theme, runs, pointsOf: (curve) => this.pointsOf(curve) }, cursor)
      : [];
  }

  private shownEntries(cursor: number | undefined): LegendEntry[] {
    return this.entries(cursor).filter(({ hidden }) => !hidden);
  }

  /** Of what is along the axis now; points that are still of another axis do not count. */
  private pointsOf(curve: ChartCurve): CurvePoints | undefined {
    const points = this.store?.points(curve.key);
    return points?.axis === this.view?.axis && points?.length ? points : undefined;
  }

  private markable(): readonly MarkedFinding[] {
    return this.findings.filter(({ run }) => !this.view?.hidden.includes(run));
  }

  private pointsChanged(): void {
    const seen = (this.subject?.curves ?? [])
      .map(({ key }) => {
        const points = this.store?.points(key);
        return points === undefined ? '' : `${points.axis} ${points.generation} ${points.length}`;
      })
      .join();
    if (seen !== this.seen) {
      this.seen = seen;
      this.requestUpdate();
    }
  }

  private invalidate(): void {
    if (this.visible && this.frame === 0) {
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.draw();
      });
    }
  }

  private draw(): void {
    const { subject, view, theme, canvas } = this;
    if (!subject || !view || !theme || !canvas || canvas.clientWidth === 0 || canvas.clientHeight === 0) {
      return;
    }
    const visible = subject.curves.filter(({ run }) => !view.hidden.includes(run));
    const curves = visible.flatMap((curve): PaintedCurve[] => {
      const points = this.pointsOf(curve);
      const style = lineStyle(theme, this.runs.get(curve.run) ?? 0);
      const weight = weightOf(curve, view.smoothing);
      return points === undefined ? [] : [{ points, style, evaluation: curve.evaluation, weight }];
    });
    if (curves.length === 0 && visible.length > 0) {
      // The old drawing stays until there are points to draw.
      return;
    }
    const { logarithmic, axis } = view;
    const x = this.range ?? this.extent ?? spread(0, 1);
    const heights = curves.map(({ points, weight }) => heightOf(points, weight, x, logarithmic));
    const height = heights.reduce(union, undefined);
    const y = height ? roomy(height.min, height.max, logarithmic) : spread(logarithmic ? 0.1 : 0, 1);
    const bands = this.bandsNow();
    if (this.drawing.draw(canvas, { axis, logarithmic, theme, x, y, curves, bands })) {
      // "Reading…" goes.
      this.requestUpdate();
    }
    this.drawing.moveCursor(this.cursor);
    this.moveMarks();
    this.describe();
  }

  /** In words what is drawn now. */
  private describe(): void {
    const { canvas, subject, drawing } = this;
    if (canvas !== null && subject !== undefined && this.theme !== undefined && this.view !== undefined) {
      const x = this.range ?? this.extent ?? drawing.x;
      canvas.ariaLabel = chartLabel(subject, { x, y: drawing.y }, this.unit, this.shownEntries(undefined));
    }
  }

  private bandsNow(): Band[] {
    return this.markable().flatMap((marked) => {
      const range = this.placeOf(marked);
      return range === undefined ? [] : [{ range, severity: marked.finding.severity }];
    });
  }

  /** Where a finding is along the axis. */
  placeOf(marked: MarkedFinding): Range | undefined {
    const curve = this.subject?.curves.find(({ run, evaluation }) => run === marked.run && !evaluation);
    const other = this.subject?.curves.find(({ run }) => run === marked.run);
    const known = curve ?? other;
    return placesOf(marked, this.view?.axis ?? 'step', known && this.pointsOf(known));
  }

  private moveMarks(): void {
    const { drawing } = this;
    const { corner } = drawing;
    const lefts = this.markable().map((marked) => {
      const range = this.placeOf(marked);
      return range === undefined ? undefined : drawing.leftOf(range);
    });
    const places = markPlaces(lefts);
    this.renderRoot.querySelectorAll<HTMLElement>('.marks button').forEach((button, at) => {
      const place = places[at];
      button.hidden = place === undefined;
      if (place !== undefined) {
        button.style.transform = `translate(${Math.max(place.left, corner.left)}px, ${place.top + corner.top}px)`;
      }
    });
  }

  private wheel(event: WheelEvent): void {
    if ((event.ctrlKey || event.metaKey) && this.drawing.exists) {
      event.preventDefault();
      wheeled(this, this.drawing.placeAt(event.clientX), event.deltaY);
    }
  }

  get inView(): Range {
    return this.range ?? this.drawing.x;
  }

  get plotWidth(): number {
    return this.drawing.width;
  }

  get drawn(): readonly CurvePoints[] {
    return this.drawing.curves.map(({ points }) => points);
  }

  tellRange(range: Range | undefined): void {
    this.dispatchEvent(new CustomEvent('range', { detail: range }));
  }

  tellCursor(place: number | undefined): void {
    this.dispatchEvent(new CustomEvent('cursor', { detail: place }));
  }

  speak(): void {
    this.drawing.leavePointer();
    void this.updateComplete.then(() => {
      if (this.subject !== undefined && this.theme !== undefined && this.view !== undefined) {
        const shown = this.shownEntries(this.cursor);
        this.spoken = cursorText(placeOfReadings(shown, this.cursor), this.unit, shown);
      }
    });
  }
}
