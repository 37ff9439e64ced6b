import { html, LitElement, nothing, type PropertyValues, unsafeCSS } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type uPlot from 'uplot';
import uplotStyle from 'uplot/dist/uPlot.min.css';
import type { HealthView } from '../../src/webview/healthMessages';
import { controls } from '../controls';
import type { AxisUnit } from './axisUnit';
import type { ChartCurve, ChartSubject } from './chartGroups';
import { grabbed, pressed, type Steered, wheeled } from './chartInput';
import { type LegendEntry, legend, legendStyles } from './chartLegend';
import { createPlot, drawPlot } from './chartPlot';
import { chartStyles } from './chartStyles';
import { chartLabel, cursorText, curveName, leftOut, placeText } from './chartWords';
import { lineStyle, type Theme } from './colours';
import { findingEvent } from './events';
import { markPlaces, marks, markStyles } from './findingMarks';
import { type MarkedFinding, placesOf } from './findingPlaces';
import { type Band, heightOf, type PaintedCurve, paintCurves } from './paint';
import type { PanelChart } from './picture';
import type { CurvePoints, PointStore } from './pointStore';
import { type Range, roomy, spread, union, within } from './ranges';
import { commonPlace, elsewhere, readingOf, weightOf } from './readout';
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
  private plot: uPlot | undefined;
  /** What the axes were made for. */
  private plotKey = '';
  private plotTheme: Theme | undefined;
  private shown: { x: Range; y: Range } = { x: spread(0, 1), y: spread(0, 1) };
  private painted: readonly PaintedCurve[] = [];
  private bands: readonly Band[] = [];
  private frame = 0;
  private hovered = false;
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
    this.plot?.destroy();
    this.plot = undefined;
  }

  /** Draws now, in view or not. What a picture of it needs; undefined: there is nothing in it. */
  pictured(): PanelChart | undefined {
    this.draw();
    const { plot, subject, theme } = this;
    if (plot === undefined || subject === undefined || theme === undefined) {
      return undefined;
    }
    return {
      title: subject.metrics.join(', '),
      canvas: plot.ctx.canvas,
      width: plot.width,
      height: plot.height,
      legend: this.entries(subject, theme, undefined).filter(({ hidden }) => !hidden),
      marks: this.bands.map(({ range, severity }) => ({ left: this.leftOf(range) ?? -1, severity })),
    };
  }

  protected override willUpdate(changes: PropertyValues<this>): void {
    if (changes.has('store')) {
      changes.get('store')?.removeEventListener('change', this.changed);
      this.store?.addEventListener('change', this.changed);
    }
  }

  protected override updated(changes: PropertyValues<this>): void {
    if (changes.size === 1 && changes.has('cursor') && this.plot !== undefined) {
      // The lines are where they were: with a million points it is felt.
      this.moveCursor(this.plot);
      return;
    }
    this.describe();
    this.invalidate();
  }

  protected override render() {
    const { subject, theme, view } = this;
    if (subject === undefined || theme === undefined || view === undefined) {
      return nothing;
    }
    const entries = this.entries(subject, theme, this.cursor);
    const shown = entries.filter(({ hidden }) => !hidden);
    return html`<div class="heading">
        <h3>${subject.metrics.join(', ')}</h3>
        <span class="place muted" data-testid="place"
          >${placeText(this.placeOfReadings(shown), this.unit)}</span
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
    const waits = this.plot === undefined && shown.every(({ reading }) => reading === undefined);
    return waits ? html`<p class="nothing muted">${words.charts.reading}</p>` : nothing;
  }

  private entries(subject: ChartSubject, theme: Theme, cursor: number | undefined): LegendEntry[] {
    const { view } = this;
    const read = subject.curves.map((curve) => ({
      curve,
      hidden: view?.hidden.includes(curve.run) ?? false,
      reading: readingOf(this.pointsOf(curve), cursor, weightOf(curve, view?.smoothing ?? 0)),
    }));
    const place = commonPlace(
      read.flatMap(({ hidden, reading }) => (hidden ? [] : [reading])),
      cursor,
    );
    return read.map(({ curve, hidden, reading }) => ({
      curve,
      hidden,
      reading,
      label: curveName(curve, subject, this.runs.size > 1),
      style: lineStyle(theme, this.runs.get(curve.run) ?? 0),
      elsewhere: elsewhere(reading, place, view?.axis ?? 'step'),
    }));
  }

  private placeOfReadings(shown: readonly Pick<LegendEntry, 'reading'>[]): number | undefined {
    return commonPlace(
      shown.map(({ reading }) => reading),
      this.cursor,
    );
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
    const width = canvas?.clientWidth ?? 0;
    const height = canvas?.clientHeight ?? 0;
    if (!subject || !view || !theme || !canvas || width === 0 || height === 0) {
      return;
    }
    const visible = subject.curves.filter(({ run }) => !view.hidden.includes(run));
    const curves = visible.flatMap((curve) => {
      const points = this.pointsOf(curve);
      return points === undefined ? [] : [{ curve, points }];
    });
    if (curves.length === 0 && visible.length > 0) {
      // The old drawing stays until there are points to draw.
      return;
    }
    const { logarithmic, axis, smoothing } = view;
    const x = this.range ?? this.extent ?? spread(0, 1);
    this.painted = curves.map(({ curve, points }) => ({
      points,
      style: lineStyle(theme, this.runs.get(curve.run) ?? 0),
      evaluation: curve.evaluation,
      weight: weightOf(curve, smoothing),
    }));
    const y = this.painted
      .map(({ points, weight }) => heightOf(points, weight, x, logarithmic))
      .reduce(union, undefined);
    this.shown = {
      x,
      y: y === undefined ? spread(logarithmic ? 0.1 : 0, 1) : roomy(y.min, y.max, logarithmic),
    };
    this.bands = this.bandsNow();
    const key = `${axis} ${logarithmic}`;
    if (this.plot === undefined || this.plotKey !== key || this.plotTheme !== theme) {
      this.plot?.destroy();
      this.plot = this.create(canvas, width, height, view, theme);
      this.plotKey = key;
      this.plotTheme = theme;
      // "Reading…" goes.
      this.requestUpdate();
    }
    drawPlot(this.plot, width, height, this.shown.x, this.shown.y);
    this.moveCursor(this.plot);
    this.moveMarks(this.plot);
    this.describe();
  }

  /** In words what is drawn now. */
  private describe(): void {
    const { canvas, subject, theme, view, shown, range, extent } = this;
    if (canvas !== null && subject !== undefined && theme !== undefined && view !== undefined) {
      const entries = this.entries(subject, theme, undefined).filter(({ hidden }) => !hidden);
      const x = range ?? extent ?? shown.x;
      canvas.ariaLabel = chartLabel(subject, { x, y: shown.y }, this.unit, entries);
    }
  }

  private create(
    canvas: HTMLElement,
    width: number,
    height: number,
    { axis, logarithmic }: HealthView,
    theme: Theme,
  ): uPlot {
    const view = (): { x: Range; y: Range } => this.shown;
    return createPlot(canvas, {
      axis,
      logarithmic,
      theme,
      width,
      height,
      view: {
        get x() {
          return view().x;
        },
        get y() {
          return view().y;
        },
      },
      paint: (plot) => paintCurves(plot, this.painted, this.bands, theme, logarithmic),
      moved: (place) => {
        this.hovered = place !== undefined;
        this.tellCursor(place);
      },
      selected: (range) => this.tellRange(this.extent === undefined ? range : within(range, this.extent)),
      grabbed: (event) => grabbed(this, event),
      reset: () => this.tellRange(undefined),
    });
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

  private leftOf(range: Range): number | undefined {
    const { plot } = this;
    const { x } = this.shown;
    if (plot === undefined || range.max < x.min || range.min > x.max) {
      return undefined;
    }
    return plot.over.offsetLeft + plot.valToPos(Math.max(range.min, x.min), 'x');
  }

  private moveMarks(plot: uPlot): void {
    const lefts = this.markable().map((marked) => {
      const range = this.placeOf(marked);
      return range === undefined ? undefined : this.leftOf(range);
    });
    const places = markPlaces(lefts);
    this.renderRoot.querySelectorAll<HTMLElement>('.marks button').forEach((button, at) => {
      const place = places[at];
      button.hidden = place === undefined;
      if (place !== undefined) {
        button.style.transform = `translate(${Math.max(place.left, plot.over.offsetLeft)}px, ${place.top + plot.over.offsetTop}px)`;
      }
    });
  }

  /** Where another chart, or a key, has put it. */
  private moveCursor(plot: uPlot): void {
    if (this.hovered) {
      return;
    }
    const left = this.cursor === undefined ? -10 : plot.valToPos(this.cursor, 'x');
    plot.setCursor({ left: left > plot.over.clientWidth ? -10 : left, top: left < 0 ? -10 : 0 }, false);
  }

  private wheel(event: WheelEvent): void {
    const { plot } = this;
    if ((event.ctrlKey || event.metaKey) && plot !== undefined) {
      event.preventDefault();
      const left = event.clientX - plot.over.getBoundingClientRect().left;
      wheeled(this, plot.posToVal(left, 'x'), event.deltaY);
    }
  }

  get inView(): Range {
    return this.range ?? this.shown.x;
  }

  get plotWidth(): number {
    return this.plot?.over.clientWidth ?? 1;
  }

  get drawn(): readonly CurvePoints[] {
    return this.painted.map(({ points }) => points);
  }

  tellRange(range: Range | undefined): void {
    this.dispatchEvent(new CustomEvent('range', { detail: range }));
  }

  tellCursor(place: number | undefined): void {
    this.dispatchEvent(new CustomEvent('cursor', { detail: place }));
  }

  speak(): void {
    this.hovered = false;
    void this.updateComplete.then(() => {
      const { subject, theme, view } = this;
      if (subject !== undefined && theme !== undefined && view !== undefined) {
        const shown = this.entries(subject, theme, this.cursor).filter(({ hidden }) => !hidden);
        this.spoken = cursorText(this.placeOfReadings(shown), this.unit, shown);
      }
    });
  }
}
