import type { HealthView } from '../../src/webview/healthMessages';

/** How the panel is looked at is about to change. The app alone changes it. */
export type ViewEvent = CustomEvent<Partial<HealthView>>;

/** A finding is to be shown: on the chart, or among the findings. */
export type FindingEvent = CustomEvent<{
  readonly log: string;
  readonly run: string;
  readonly rule: string;
}>;

export function viewEvent(changes: Partial<HealthView>): ViewEvent {
  return new CustomEvent('view', { detail: changes, bubbles: true, composed: true });
}

export function findingEvent(detail: FindingEvent['detail']): FindingEvent {
  return new CustomEvent('finding', { detail, bubbles: true, composed: true });
}
