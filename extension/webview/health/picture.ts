import type { LegendEntry } from './chartLegend';
import { EVALUATION_DASH, type Theme } from './colours';

/** A chart as it is drawn now. */
export interface PanelChart {
  readonly title: string;
  readonly canvas: HTMLCanvasElement;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly legend: readonly LegendEntry[];
  /** Where findings are, from the left; below 0: out of sight. */
  readonly marks: readonly { readonly left: number; readonly severity: 'error' | 'warning' | 'info' }[];
}

const GAP = 16;
const LINE = 18;
const TITLE = 26;
const SIGNS = { error: '✕', warning: '▲', info: 'ℹ' } as const;

/** Charts side by side with title and legends on the theme's background: a PNG in the pixels of the screen. */
export async function pictureOf(
  charts: readonly PanelChart[],
  title: string,
  theme: Theme,
): Promise<ArrayBuffer> {
  const columns = charts.length > 1 ? 2 : 1;
  const cell = Math.max(320, ...charts.map(({ width }) => width));
  const heights = charts.map(({ height, legend }) => TITLE + height + legend.length * LINE);
  const rows = Array.from({ length: Math.ceil(charts.length / columns) }, (_, row) =>
    Math.max(...heights.slice(row * columns, (row + 1) * columns)),
  );
  const width = columns * (cell + GAP) + GAP;
  const height = rows.reduce((sum, row) => sum + row + GAP, TITLE + GAP);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  const context = canvas.getContext('2d');
  if (context === null) {
    throw new Error('canvas');
  }
  context.scale(devicePixelRatio, devicePixelRatio);
  context.fillStyle = theme.background;
  context.fillRect(0, 0, width, height);
  context.textBaseline = 'middle';
  write(context, theme, title, GAP, GAP + TITLE / 2, width - 2 * GAP, 'bold 15px');
  let top = TITLE + GAP;
  rows.forEach((row, index) => {
    charts.slice(index * columns, (index + 1) * columns).forEach((chart, column) => {
      drawChart(context, theme, chart, GAP + column * (cell + GAP), top);
    });
    top += row + GAP;
  });
  return png(canvas);
}

function drawChart(
  context: CanvasRenderingContext2D,
  theme: Theme,
  { title, canvas, width, height, legend, marks }: PanelChart,
  left: number,
  top: number,
): void {
  write(context, theme, title, left + 8, top + TITLE / 2, width - 16, 'bold 13px');
  context.drawImage(canvas, left, top + TITLE, width, height);
  for (const { left: place, severity } of marks) {
    if (place >= 0) {
      context.fillStyle = theme.severity[severity];
      context.font = `bold 13px ${theme.font}`;
      context.fillText(SIGNS[severity], left + place - 6, top + TITLE + 14);
    }
  }
  legend.forEach((entry, at) => {
    const middle = top + TITLE + height + at * LINE + LINE / 2;
    const { style, curve, label, reading } = entry;
    context.strokeStyle = context.fillStyle = style.colour;
    context.lineWidth = 2.5;
    context.setLineDash([...(curve.evaluation ? EVALUATION_DASH : style.dash)]);
    context.beginPath();
    context.moveTo(left + 8, middle);
    context.lineTo(left + 30, middle);
    context.stroke();
    context.setLineDash([]);
    if (curve.evaluation) {
      context.beginPath();
      context.arc(left + 19, middle, 3, 0, 2 * Math.PI);
      context.fill();
    }
    write(
      context,
      theme,
      `${label}  ${reading?.value ?? curve.last ?? ''}`,
      left + 36,
      middle,
      width - 44,
      '12px',
    );
  });
}

/** Cut where it has no more room. */
function write(
  context: CanvasRenderingContext2D,
  theme: Theme,
  text: string,
  x: number,
  y: number,
  width: number,
  size: string,
): void {
  context.font = `${size} ${theme.font}`;
  context.fillStyle = theme.foreground;
  let shown = text;
  while (shown.length > 1 && context.measureText(shown).width > width) {
    shown = `${shown.slice(0, -2)}…`;
  }
  context.fillText(shown, x, y);
}

function png(canvas: HTMLCanvasElement): Promise<ArrayBuffer> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) {
        // Larger than the browser can draw.
        reject(new Error(`${canvas.width} × ${canvas.height}`));
      } else {
        blob.arrayBuffer().then(resolve, reject);
      }
    }, 'image/png');
  });
}
