import uPlot from 'uplot';
import type { Axis } from '../../src/webview/healthMessages';
import type { Theme } from './colours';
import { linearTicks, logarithmicTicks, placeLabel, tickLabels, TIME_STEPS } from './figures';
import type { Range } from './ranges';

/** Pixels: so wide that all but the longest labels fit, and nothing moves when they change. */
const LABELS_WIDTH = 62;
const LABELS_HEIGHT = 24;
const LABELS_GAP = 4;
const LABEL_DISTANCE = 32;
const FONT_SIZE = 11;
/** Half of the last label is to the right of the plot. */
const RIGHT = 24;
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- a constant enumeration of a declaration file has no value
const LOGARITHMIC: uPlot.Scale = { distr: 3 };

export interface PlotOptions {
  readonly axis: Axis;
  readonly logarithmic: boolean;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  /** What the axes show. Read at every draw. */
  readonly view: { readonly x: Range; readonly y: Range };
  /** Draws the lines, inside of the axes. */
  paint(plot: uPlot): void;
  /** The pointer is at a place, or gone. */
  moved(place: number | undefined): void;
  selected(range: Range): void;
  /** Begins to move the plot with the pointer. */
  grabbed(event: MouseEvent): void;
  reset(): void;
}

/**
 * Axes, grid, cursor and selection. The lines are painted by us: uPlot would walk over every point, and needs the
 * points of all curves at the same places.
 */
export function createPlot(target: HTMLElement, options: PlotOptions): uPlot {
  const { theme, axis, logarithmic, view } = options;
  const grid = { stroke: faint(theme), width: 1 };
  const common = {
    stroke: theme.muted,
    font: `${FONT_SIZE}px ${theme.font}`,
    grid,
    ticks: { show: false },
    gap: LABELS_GAP,
  };
  return new uPlot(
    {
      width: options.width,
      height: options.height,
      padding: [8, RIGHT, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: () => [view.x.min, view.x.max] },
        y: { ...(logarithmic ? LOGARITHMIC : {}), range: () => [view.y.min, view.y.max] },
      },
      series: [{}],
      axes: [
        {
          ...common,
          size: LABELS_HEIGHT,
          space: axis === 'time' ? 70 : 60,
          incrs: axis === 'time' ? TIME_STEPS : axis === 'step' ? wholeSteps() : undefined,
          values: (_, splits, __, ___, distance) => splits.map((place) => placeLabel(place, axis, distance)),
        },
        {
          ...common,
          scale: 'y',
          // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- there are none yet at first, whatever the type says
          size: (plot, labels) => Math.max(LABELS_WIDTH, widest(plot, labels ?? [], common.font)),
          splits: (plot, _, min, max) => {
            const most = Math.max(2, Math.floor((plot.height - LABELS_HEIGHT) / LABEL_DISTANCE));
            return logarithmic ? logarithmicTicks(min, max, most) : linearTicks(min, max, most);
          },
          filter: (_, splits) => splits,
          values: (_, splits) =>
            tickLabels(
              splits,
              splits.map((value, at) => {
                const distance = Math.abs((splits[at ? at - 1 : 1] ?? 0) - value);
                return logarithmic && distance * 1.9 > value ? value : distance;
              }),
            ),
        },
      ],
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false, dist: 4 },
        bind: {
          mousedown: (_, __, handle) => (event) => {
            if (event.button === 0 && event.shiftKey) {
              options.grabbed(event);
            } else {
              handle(event);
            }
            return null;
          },
          dblclick: () => () => {
            options.reset();
            return null;
          },
        },
      },
      hooks: {
        draw: [(plot) => options.paint(plot)],
        setCursor: [
          (plot) => {
            const { left = -1 } = plot.cursor;
            options.moved(left < 0 ? undefined : plot.posToVal(left, 'x'));
          },
        ],
        setSelect: [
          (plot) => {
            const { left, width } = plot.select;
            if (width > 0) {
              plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
              options.selected({ min: plot.posToVal(left, 'x'), max: plot.posToVal(left + width, 'x') });
            }
          },
        ],
      },
    },
    [[0, 1]],
    target,
  );
}

/** Pixels that the longest of the labels takes, and what is around it. */
function widest({ ctx }: uPlot, labels: readonly string[], font: string): number {
  ctx.save();
  ctx.font = font;
  const width = Math.max(0, ...labels.map((label) => ctx.measureText(label).width));
  ctx.restore();
  return Math.ceil(width) + 2 * LABELS_GAP;
}

/** Draws again, with the axes as they are to be now, at once. */
export function drawPlot(plot: uPlot, width: number, height: number, x: Range, y: Range): void {
  plot.batch(() => {
    if (plot.width !== width || plot.height !== height) {
      plot.setSize({ width, height });
    }
    plot.setScale('x', { ...x });
    plot.setScale('y', { ...y });
  });
}

function faint({ grid, highContrast }: Theme): string {
  return `color-mix(in srgb, ${grid} ${highContrast ? 35 : 12}%, transparent)`;
}

function wholeSteps(): number[] {
  const steps: number[] = [];
  for (let power = 1; power <= 1e15; power *= 10) {
    steps.push(power, 2 * power, 5 * power);
  }
  return steps;
}
