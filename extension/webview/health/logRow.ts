import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { LogAction, PanelLog, PanelLogIcon } from '../../src/webview/healthMessages';
import { controls } from '../controls';
import { fill } from '../fill';
import { AboutLog } from './aboutLog';
import { codeWords } from './codeWords';
import { act } from './host';
import { words } from './words';

const STATE_ICONS: Readonly<Record<PanelLogIcon, string>> = {
  queued: 'clock',
  running: 'play-circle',
  stopping: 'loading',
  succeeded: 'pass',
  failed: 'error',
  stopped: 'circle-slash',
  lost: 'question',
  log: 'output',
};

const ACTION_ICONS: Readonly<Record<LogAction, string>> = {
  stop: 'debug-stop',
  resume: 'debug-continue',
  adopt: 'person-add',
  startAgain: 'debug-rerun',
  tensorBoard: 'graph',
  openScript: 'file-code',
  copyCommand: 'copy',
  openLog: 'output',
  revealFolder: 'folder-opened',
  chooseScript: 'go-to-file',
  reload: 'refresh',
  remove: 'close',
};

/** As wide as a button with an icon is. */
const BUTTON_PIXELS = 24;
/** Of a log with more runs than that, the legends of the charts tell them apart. */
const MOST_SWATCHES = 4;
/** What the name and the status want at least. */
const TEXT_PIXELS = 230;

/** One log: its colour, how it is doing, what can be done with it, and what is to be known about it. */
@customElement('log-row')
export class LogRow extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      .row {
        display: flex;
        align-items: flex-start;
        gap: 6px;
      }
      log-swatch {
        margin-top: 7px;
      }
      .state {
        flex: none;
        margin-top: 4px;
      }
      .state.running {
        color: var(--vscode-charts-blue);
      }
      .state.succeeded {
        color: var(--vscode-charts-green);
      }
      .state.failed {
        color: var(--vscode-errorForeground);
      }
      .state.lost {
        color: var(--vscode-editorWarning-foreground);
      }
      .text {
        flex: 1;
        min-width: 0;
        padding: 3px 0;
        overflow-wrap: anywhere;
        font-variant-numeric: tabular-nums;
      }
      .name {
        font-weight: 600;
        margin-inline-end: 2px;
      }
      .buttons {
        flex: none;
        display: flex;
      }
      .below {
        margin: 0 0 2px 40px;
      }
      .below p {
        margin: 2px 0;
        overflow-wrap: anywhere;
      }
      code {
        font-family: var(--vscode-editor-font-family, monospace);
        font-size: 0.95em;
      }
      .said {
        white-space: pre-line;
      }
      p.problem {
        display: flex;
        gap: 6px;
      }
      p.problem vscode-icon {
        flex: none;
      }
    `,
  ];

  @property({ attribute: false }) accessor log: PanelLog | undefined;
  /** Of its first run among those of all logs. */
  @property({ attribute: false }) accessor place = 0;
  /** How many actions have room beside the name. */
  @state() private accessor room = 4;
  private readonly sizes = new ResizeObserver(([entry]) => {
    if (entry !== undefined) {
      this.room = Math.max(1, Math.floor((entry.contentRect.width - TEXT_PIXELS) / BUTTON_PIXELS));
    }
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  protected override render() {
    const { log } = this;
    if (log === undefined) {
      return nothing;
    }
    const { subject, state, status, icon } = log;
    return html`<div class="row">
        ${(state?.runs ?? [])
          .slice(0, MOST_SWATCHES)
          .map(
            ({ name }, index) => html`<log-swatch .place=${this.place + index} title=${name}></log-swatch>`,
          )}
        <vscode-icon
          class="state ${icon}"
          data-testid="state"
          name=${STATE_ICONS[icon]}
          label=${words.header.icons[icon]}
          title=${words.header.icons[icon]}
          ?spin=${icon === 'stopping'}
        ></vscode-icon>
        <div class="text">
          <span class="name" title=${subject.log} data-testid="name">${subject.name}</span>
          <span class="muted" data-testid="status">${status}</span>
        </div>
        ${this.buttons(log)}
      </div>
      ${this.below(log)}`;
  }

  private buttons({ subject, actions }: PanelLog) {
    const inBar = actions.filter((action) => action !== 'remove');
    const closable = inBar.length < actions.length;
    const room = this.room - (closable ? 1 : 0);
    const shown = inBar.length <= room ? inBar : inBar.slice(0, Math.max(0, room - 1));
    const hidden = inBar.slice(shown.length);
    return html`<div class="buttons" role="toolbar" aria-label=${fill(words.header.actionsOf, subject.name)}>
      ${shown.map((action) => this.button(subject.log, action))}
      ${
        hidden.length === 0
          ? nothing
          : html`<action-menu
              data-testid="more"
              .label=${fill(words.header.moreActions, subject.name)}
              .items=${hidden.map((action) => ({
                id: action,
                label: words.header.actions[action],
                icon: ACTION_ICONS[action],
              }))}
              @choose=${({ detail }: CustomEvent<LogAction>) => act(subject.log, detail)}
            ></action-menu>`
      }
      ${closable ? this.button(subject.log, 'remove') : nothing}
    </div>`;
  }

  private button(log: string, action: LogAction) {
    const label = words.header.actions[action];
    return html`<button
      class="icon"
      data-testid="act-${action}"
      title=${label}
      aria-label=${label}
      @click=${() => act(log, action)}
    >
      <vscode-icon name=${ACTION_ICONS[action]}></vscode-icon>
    </button>`;
  }

  private below(log: PanelLog) {
    const { state } = log;
    const problems = [log.problem, state?.problem ?? ''].filter(
      (text, index, all) => text !== '' && all.indexOf(text) === index,
    );
    const progress = progressWords(log);
    return html`<div class="below">
      ${problems.map(
        (text) =>
          html`<p class="problem" role="alert" data-testid="problem">
            <vscode-icon class="error" name="error" label=${words.findings.severities.error}></vscode-icon
            ><span class="said">${codeWords(text)}</span>
          </p>`,
      )}
      <div role="status">
        ${progress === '' ? nothing : html`<p class="muted" data-testid="progress">${progress}</p>`}
      </div>
      ${(state?.notes ?? []).map((note) => html`<p class="muted said" data-testid="note">${codeWords(note)}</p>`)}
      ${AboutLog.asks(log) ? html`<about-log .log=${log}></about-log>` : nothing}
    </div>`;
  }
}

/** What is going on while there is nothing to see yet; empty: there is. */
function progressWords({ state, problem }: PanelLog): string {
  if (state === undefined) {
    return problem === '' ? words.header.opening : '';
  }
  const rows = state.runs.reduce((sum, run) => sum + run.rows, 0);
  if (state.reading) {
    return rows === 0 ? words.header.reading : fill(words.header.readingRows, rows.toLocaleString());
  }
  return '';
}
