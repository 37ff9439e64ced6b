// Brings points to one webview: all there are of the curves in view, and from then on what comes to them. Each log is
// asked for one page at a time; a log that is slow does not hold up the others.
import type { Curve, CurveParams } from '../protocol';
import type { Axis, CurveKey, PointsMessage } from '../webview/healthMessages';
import { curveBytes } from './curveBytes';
import type { FollowedLog } from './logsReader';

export interface CurveSource {
  get(log: string): FollowedLog | undefined;
  curve(params: CurveParams): Promise<Curve>;
}

interface Flow {
  readonly curve: CurveKey;
  generation: number;
  /** That of the log's state when it was last looked at. */
  stateGeneration: number;
  opening: number;
  /** How many points the webview has. */
  sent: number;
  /** How many there were when they were last asked for; -1: they have not been. */
  asked: number;
  more: boolean;
}

interface Pump {
  readonly opening: number;
}

export class CurveFeed {
  private axis: Axis = 'step';
  private readonly flows = new Map<string, Flow>();
  private readonly pumps = new Map<string, Pump>();

  constructor(
    private readonly source: CurveSource,
    /** Resolves when it is on its way: a slow connection is not flooded. */
    private readonly send: (message: PointsMessage) => PromiseLike<unknown>,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** These curves are in view, and no others. */
  show(curves: readonly CurveKey[], axis: Axis): void {
    if (axis !== this.axis) {
      this.axis = axis;
      this.flows.clear();
    }
    const wanted = new Map(curves.map((curve) => [curveId(curve), curve]));
    for (const id of this.flows.keys()) {
      if (!wanted.has(id)) {
        this.flows.delete(id);
      }
    }
    for (const [id, curve] of wanted) {
      if (!this.flows.has(id)) {
        this.flows.set(id, newFlow(curve));
      }
    }
    new Set(curves.map(({ log }) => log)).forEach((log) => this.notice(log));
  }

  /** Nobody looks any more; what is still on its way is not sent. */
  hide(): void {
    this.flows.clear();
  }

  /** Something is new of a log. */
  notice(log: string): void {
    const opening = this.source.get(log)?.opening;
    // One that runs looks again before it ends; one that waits for a server that is gone may wait forever.
    if (opening !== undefined && this.pumps.get(log)?.opening !== opening) {
      void this.pump(log, { opening });
    }
  }

  private async pump(log: string, pump: Pump): Promise<void> {
    this.pumps.set(log, pump);
    const isCurrent = (): boolean => this.pumps.get(log) === pump;
    for (let flow = this.next(log); flow !== undefined && isCurrent(); flow = this.next(log)) {
      try {
        await this.ask(flow, isCurrent);
      } catch (error) {
        flow.more = false;
        if (isCurrent()) {
          this.failed(error);
        }
      }
    }
    if (isCurrent()) {
      this.pumps.delete(log);
    }
  }

  /** A curve that has points which the webview has not. */
  private next(log: string): Flow | undefined {
    const followed = this.source.get(log);
    return (
      followed && [...this.flows.values()].find((flow) => flow.curve.log === log && isDue(flow, followed))
    );
  }

  private async ask(flow: Flow, isCurrent: () => boolean): Promise<void> {
    const { curve, generation, sent } = flow;
    flow.asked = pointCount(curve, this.source.get(curve.log)) ?? -1;
    const part = await this.source.curve({ ...curve, axis: this.axis, generation, after: sent });
    if (!isCurrent() || this.flows.get(curveId(curve)) !== flow) {
      return;
    }
    if (part.generation !== generation) {
      // Its state comes in a moment.
      Object.assign(flow, { generation: part.generation, sent: 0, asked: -1, more: false });
      return;
    }
    const bytes = curveBytes(part);
    flow.more = part.more && part.count > 0;
    flow.sent = part.after + part.count;
    // Without points this still says that those there were are none any more.
    if (part.count > 0 || part.after === 0) {
      await this.send({
        kind: 'points',
        curve,
        axis: this.axis,
        generation,
        after: part.after,
        ...bytes,
        more: flow.more,
      });
    }
  }
}

export function curveId({ log, run, metric }: CurveKey): string {
  return [log, run, metric].join('|');
}

function newFlow(curve: CurveKey): Flow {
  return { curve, generation: -1, stateGeneration: -1, opening: 0, sent: 0, asked: -1, more: false };
}

/** A flow whose points are others now begins anew. */
function isDue(flow: Flow, followed: FollowedLog): boolean {
  const points = pointCount(flow.curve, followed);
  if (followed.state === undefined || points === undefined) {
    return false;
  }
  const { generation } = followed.state;
  const isReopened = flow.opening !== followed.opening;
  if (isReopened || (flow.stateGeneration !== generation && flow.generation !== generation)) {
    Object.assign(flow, { generation, sent: 0, asked: -1, more: false });
  }
  Object.assign(flow, { opening: followed.opening, stateGeneration: generation });
  return flow.more || flow.asked !== points;
}

/** Undefined: there is no such curve. */
function pointCount({ run, metric }: CurveKey, followed: FollowedLog | undefined): number | undefined {
  return followed?.state?.runs.find(({ key }) => key === run)?.metrics.find(({ name }) => name === metric)
    ?.points;
}
