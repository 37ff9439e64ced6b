import type uPlot from 'uplot';
import type { Axis } from '../../src/webview/healthMessages';
import { createPlot, drawPlot, type PlotOptions } from './chartPlot';
import type { Theme } from './colours';
import { type Band, type PaintedCurve, paintCurves } from './paint';
import type { PanelChart } from './picture';
import { type Range, spread } from './ranges';

/** What is drawn. */
export interface Drawn {
  readonly axis: Axis;
  readonly logarithmic: boolean;
  readonly theme: Theme;
  readonly x: Range;
  readonly y: Range;
  readonly curves: readonly PaintedCurve[];
  readonly bands: readonly Band[];
}

const NOTHING = { x: spread(0, 1), y: spread(0, 1), curves: [], bands: [] };
/** Where uPlot shows no cursor. */
const NOWHERE = -10;

/** The canvas of a chart: axes, lines, bands of findings and cursor. It knows nothing of what is written around it. */
export class ChartDrawing {
  private plot: uPlot | undefined;
  private drawn: Drawn | undefined;
  /** The cursor is where the pointer is. */
  private hovered = false;

  constructor(private readonly pointer: Pick<PlotOptions, 'moved' | 'selected' | 'grabbed' | 'reset'>) {}

  get exists(): boolean {
    return this.plot !== undefined;
  }

  get x(): Range {
    return (this.drawn ?? NOTHING).x;
  }

  get y(): Range {
    return (this.drawn ?? NOTHING).y;
  }

  get curves(): readonly PaintedCurve[] {
    return (this.drawn ?? NOTHING).curves;
  }

  /** Between the axes, in pixels. */
  get width(): number {
    return this.plot?.over.clientWidth ?? 1;
  }

  /** Where the lines begin on the canvas, in pixels. */
  get corner(): { readonly left: number; readonly top: number } {
    return { left: this.plot?.over.offsetLeft ?? 0, top: this.plot?.over.offsetTop ?? 0 };
  }

  /** Whether the axes had to be made anew. */
  draw(canvas: HTMLElement, drawn: Drawn): boolean {
    const before = this.drawn;
    this.drawn = drawn;
    const same =
      before?.axis === drawn.axis && before.logarithmic === drawn.logarithmic && before.theme === drawn.theme;
    const plot = same && this.plot !== undefined ? this.plot : this.create(canvas, drawn);
    const made = plot !== this.plot;
    this.plot = plot;
    drawPlot(plot, canvas.clientWidth, canvas.clientHeight, drawn.x, drawn.y);
    return made;
  }

  destroy(): void {
    this.plot?.destroy();
    this.plot = undefined;
  }

  /** Puts the cursor where another chart, or a key, has it. The pointer's own place wins. */
  moveCursor(place: number | undefined): void {
    const { plot } = this;
    if (this.hovered || plot === undefined) {
      return;
    }
    const left = place === undefined ? NOWHERE : plot.valToPos(place, 'x');
    plot.setCursor(
      { left: left > plot.over.clientWidth ? NOWHERE : left, top: left < 0 ? NOWHERE : 0 },
      false,
    );
  }

  /** A key moves the cursor now, wherever the pointer rests. */
  leavePointer(): void {
    this.hovered = false;
  }

  /** The left end of what is in view of a range, in pixels of the canvas. Undefined: nothing of it is in view. */
  leftOf(range: Range): number | undefined {
    const { plot, x } = this;
    if (plot === undefined || range.max < x.min || range.min > x.max) {
      return undefined;
    }
    return plot.over.offsetLeft + plot.valToPos(Math.max(range.min, x.min), 'x');
  }

  /** What is at a place of the window, in the axis' unit; not a number while there is no drawing. */
  placeAt(clientX: number): number {
    const { plot } = this;
    return plot?.posToVal(clientX - plot.over.getBoundingClientRect().left, 'x') ?? NaN;
  }

  /** What a picture of it needs; undefined: there is none yet. */
  pictured(): Pick<PanelChart, 'canvas' | 'width' | 'height' | 'marks'> | undefined {
    const { plot, drawn } = this;
    if (plot === undefined || drawn === undefined) {
      return undefined;
    }
    return {
      canvas: plot.ctx.canvas,
      width: plot.width,
      height: plot.height,
      marks: drawn.bands.map(({ range, severity }) => ({ left: this.leftOf(range) ?? -1, severity })),
    };
  }

  private create(canvas: HTMLElement, { axis, logarithmic, theme }: Drawn): uPlot {
    this.plot?.destroy();
    const now = (): Pick<Drawn, 'x' | 'y' | 'curves' | 'bands'> => this.drawn ?? NOTHING;
    const { selected, grabbed, reset } = this.pointer;
    return createPlot(canvas, {
      axis,
      logarithmic,
      theme,
      width: canvas.clientWidth,
      height: canvas.clientHeight,
      view: {
        get x() {
          return now().x;
        },
        get y() {
          return now().y;
        },
      },
      paint: (plot) => paintCurves(plot, now().curves, now().bands, theme, logarithmic),
      moved: (place) => {
        this.hovered = place !== undefined;
        this.pointer.moved(place);
      },
      selected,
      grabbed,
      reset,
    });
  }
}
