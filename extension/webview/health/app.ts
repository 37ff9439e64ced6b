import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type {
  Axis,
  CurveKey,
  HealthHostMessage,
  HealthView,
  PanelLog,
} from '../../src/webview/healthMessages';
import { controls } from '../controls';
import { fill } from '../fill';
import { bringText } from './bring';
import type { RunCharts } from './charts';
import type { DropTarget } from './dropTarget';
import type { FindingEvent, ViewEvent } from './events';
import type { RunFindings } from './findings';
import { keep, listen, post } from './host';
import { receiveLines } from './lineRequests';
import { PointStore } from './pointStore';
import { setWords, words } from './words';

/** As wide as this the findings stand beside the charts. */
const WIDE = '(min-width: 900px)';

/** Shows the logs the host has opened, and tells it what the user does. */
@customElement('run-panel')
export class RunPanel extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-direction: column;
        position: fixed;
        inset: 0;
        overflow: hidden;
      }
      run-header {
        flex: none;
        max-height: 40%;
        overflow: auto;
      }
      empty-page {
        flex: 1;
        min-height: 0;
      }
      main {
        flex: 1;
        min-height: 0;
        overflow: auto;
        container-type: size;
        display: flex;
        flex-direction: column;
      }
      main > * {
        flex: none;
      }
      run-findings {
        max-height: min(40cqh, var(--kept-height, 100cqh));
      }
      run-findings[open] {
        border-block-end: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      run-curve-controls {
        padding: 4px 12px 0;
      }
      run-charts {
        min-width: 0;
        padding: 4px 12px 12px;
      }
      run-sections {
        flex: 1 0 clamp(220px, 55cqh, 560px);
      }
      main.beside {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(280px, 30%);
        grid-template-rows: auto auto minmax(clamp(220px, 55cqh, 560px), 1fr);
      }
      .beside > * {
        grid-column: 1;
      }
      .beside run-findings {
        grid-column: 2;
        grid-row: 1 / -1;
        align-self: start;
        position: sticky;
        top: 0;
        max-height: 100cqh;
        border-block-end: 0;
      }
    `,
  ];

  @state() private accessor view: HealthView | undefined;
  @state() private accessor logs: readonly PanelLog[] | undefined;
  @state() private accessor wide = false;
  @state() private accessor findingsOpen = false;
  @query('run-charts') private accessor charts: RunCharts | null = null;
  @query('run-findings') private accessor findings: RunFindings | null = null;
  @query('drop-target') private accessor target: DropTarget | null = null;
  private readonly store = new PointStore();
  private curves: readonly CurveKey[] = [];
  /** Came before the logs it is about. */
  private awaited: { readonly log: string; readonly rule: string } | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    listen((message) => this.receive(message));
    const wide = window.matchMedia(WIDE);
    this.wide = wide.matches;
    wide.addEventListener('change', ({ matches }) => (this.wide = matches));
    post({ kind: 'ready' });
  }

  private receive(message: HealthHostMessage): void {
    switch (message.kind) {
      case 'init':
        setWords(message.strings);
        this.view = message.view;
        break;
      case 'logs':
        this.logs = message.logs;
        break;
      case 'points':
        this.store.receive(message);
        break;
      case 'lines':
        receiveLines(message);
        break;
      case 'reveal':
        this.awaited = message;
        this.requestUpdate();
        break;
    }
  }

  protected override updated(changed: PropertyValues): void {
    const { view, logs } = this;
    if (view === undefined || logs === undefined) {
      return;
    }
    if (changed.has('logs') || changed.has('view')) {
      keep({ logs: logs.map(({ subject }) => subject), view });
      this.store.retain(new Set(logs.map(({ subject }) => subject.log)));
    }
    void this.revealAwaited(logs);
  }

  protected override render() {
    const { view, logs } = this;
    if (view === undefined || logs === undefined) {
      return nothing;
    }
    return html`<drop-target .adds=${logs.length > 0}></drop-target> ${
        logs.length === 0
          ? html`<empty-page
              @text=${({ detail }: CustomEvent<string>) => this.target?.tell(bringText('', detail))}
            ></empty-page>`
          : this.page(logs, view)
      }`;
  }

  private page(logs: readonly PanelLog[], view: HealthView) {
    return html`<run-header .logs=${logs} @picture=${() => void this.exportPicture()}></run-header>
      <main class=${this.wide && this.findingsOpen ? 'beside' : ''}>
        <run-findings
          .logs=${logs}
          @fold=${({ detail }: CustomEvent<boolean>) => (this.findingsOpen = detail)}
          @finding=${({ detail }: FindingEvent) => this.charts?.showFinding(detail.log, detail.rule)}
        ></run-findings>
        <run-curve-controls
          .view=${view}
          .axes=${axesOf(logs)}
          .logs=${logs}
          @view=${({ detail }: ViewEvent) => this.look(detail)}
        ></run-curve-controls>
        <run-charts
          .logs=${logs}
          .view=${view}
          .store=${this.store}
          @curves=${({ detail }: CustomEvent<readonly CurveKey[]>) => this.ask(detail)}
          @view=${({ detail }: ViewEvent) => this.look(detail)}
          @finding=${({ detail }: FindingEvent) =>
            void this.findings?.reveal(detail.log, detail.rule, detail.run)}
        ></run-charts>
        <run-sections
          .logs=${logs}
          .section=${view.section}
          @view=${({ detail }: ViewEvent) => this.look(detail)}
        ></run-sections>
      </main>`;
  }

  private look(changes: Partial<HealthView>): void {
    if (this.view === undefined) {
      return;
    }
    const { axis } = this.view;
    this.view = { ...this.view, ...changes };
    post({ kind: 'view', view: this.view });
    if (this.view.axis !== axis) {
      this.ask(this.curves);
    }
  }

  private ask(curves: readonly CurveKey[]): void {
    this.curves = curves;
    if (this.view !== undefined) {
      post({ kind: 'curves', curves, axis: this.view.axis });
    }
  }

  private async revealAwaited(logs: readonly PanelLog[]): Promise<void> {
    const { awaited } = this;
    const found = logs
      .find(({ subject }) => subject.log === awaited?.log)
      ?.state?.findings.some(({ rule }) => rule === awaited?.rule);
    if (awaited === undefined || found !== true) {
      return;
    }
    this.awaited = undefined;
    await this.findings?.updateComplete;
    // Where both are in one column the chart is to be seen, which tells more: it comes last.
    await this.findings?.reveal(awaited.log, awaited.rule);
    this.charts?.showFinding(awaited.log, awaited.rule);
  }

  private async exportPicture(): Promise<void> {
    try {
      const png = await this.charts?.picture();
      if (png !== undefined) {
        post({ kind: 'exportPng', png });
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.target?.tell([fill(words.header.exportFailed, why)]);
    }
  }
}

/** Along which the curves of all logs can be drawn; steps, or rows, always. */
function axesOf(logs: readonly PanelLog[]): readonly Axis[] {
  const runs = logs.flatMap(({ state }) => state?.runs ?? []);
  return [
    'step',
    ...(runs.some(({ hasEpochs }) => hasEpochs) ? (['epoch'] as const) : []),
    ...(runs.some(({ hasTimes }) => hasTimes) ? (['time'] as const) : []),
  ];
}
