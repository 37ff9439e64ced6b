import { step } from './chartCursor';
import type { Placed } from './downsample';
import { panned, type Range, zoomed } from './ranges';

const KEY_ZOOM = 0.6;
const WHEEL_ZOOM = 0.002;
/** Of one turn of the wheel, whatever the device says. */
const LONGEST_TURN = 200;
const KEY_PAN = 0.15;

/** What keys, wheel and pointer do something to. */
export interface Steered {
  /** What is in view along the axis. */
  readonly inView: Range;
  readonly extent: Range | undefined;
  readonly cursor: number | undefined;
  /** Of the plot between its axes, in pixels. */
  readonly plotWidth: number;
  readonly drawn: readonly Placed[];
  /** Undefined: all there is. */
  tellRange(range: Range | undefined): void;
  tellCursor(place: number | undefined): void;
  /** The cursor was moved by a key: a screen reader says what is there. */
  speak(): void;
}

/** Whether it was one of the keys of a chart. */
export function pressed(chart: Steered, event: KeyboardEvent): boolean {
  const { extent, inView, cursor } = chart;
  if (extent === undefined || event.ctrlKey || event.metaKey || event.altKey) {
    return false;
  }
  const middle = cursor ?? (inView.min + inView.max) / 2;
  switch (event.key) {
    case 'ArrowLeft':
    case 'ArrowRight': {
      const direction = event.key === 'ArrowLeft' ? -1 : 1;
      if (event.shiftKey) {
        chart.tellRange(panned(inView, direction * KEY_PAN * (inView.max - inView.min), extent));
      } else {
        stepCursor(chart, direction, extent);
      }
      return true;
    }
    case '+':
    case '=':
      chart.tellRange(zoomed(inView, middle, KEY_ZOOM, extent));
      return true;
    case '-':
      chart.tellRange(zoomed(inView, middle, 1 / KEY_ZOOM, extent));
      return true;
    case 'Home':
    case 'Escape':
      chart.tellCursor(undefined);
      chart.tellRange(undefined);
      return true;
    default:
      return false;
  }
}

/** `place`: what is under the pointer. */
export function wheeled(chart: Steered, place: number, turn: number): void {
  if (chart.extent !== undefined) {
    const limited = Math.max(-LONGEST_TURN, Math.min(LONGEST_TURN, turn));
    chart.tellRange(zoomed(chart.inView, place, Math.exp(limited * WHEEL_ZOOM), chart.extent));
  }
}

/** Until the button is let go the plot moves with the pointer. */
export function grabbed(chart: Steered, start: MouseEvent): void {
  const { extent, inView, plotWidth } = chart;
  if (extent === undefined) {
    return;
  }
  const perPixel = (inView.max - inView.min) / Math.max(1, plotWidth);
  const move = ({ clientX }: MouseEvent): void =>
    chart.tellRange(panned(inView, (start.clientX - clientX) * perPixel, extent));
  window.addEventListener('mousemove', move);
  window.addEventListener('mouseup', () => window.removeEventListener('mousemove', move), { once: true });
  start.preventDefault();
}

function stepCursor(chart: Steered, direction: -1 | 1, extent: Range): void {
  const { inView, plotWidth, drawn, cursor } = chart;
  const pixel = (inView.max - inView.min) / Math.max(1, plotWidth);
  const place = step(drawn, cursor, direction, inView, pixel);
  if (place === undefined) {
    return;
  }
  chart.tellCursor(place);
  if (place < inView.min || place > inView.max) {
    chart.tellRange(panned(inView, place - (place < inView.min ? inView.min : inView.max), extent));
  }
  chart.speak();
}
