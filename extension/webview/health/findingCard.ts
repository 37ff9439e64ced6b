import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { FindingArgument, LogFinding, ScriptPlace } from '../../src/protocol';
import { controls } from '../controls';
import { fill } from '../fill';
import { codeWords, plainWords } from './codeWords';
import { findingEvent } from './events';
import type { ShownFinding } from './findingOrder';
import { act, post } from './host';
import { words } from './words';

export const SEVERITY_ICONS: Readonly<Record<LogFinding['severity'], string>> = {
  error: 'error',
  warning: 'warning',
  info: 'info',
};

/** What a rule found: where, why, and what to change, with the button that changes it. */
@customElement('finding-card')
export class FindingCard extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        padding: 6px 8px 8px;
        border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
        border-inline-start-width: 3px;
        border-radius: 3px;
        overflow-wrap: anywhere;
      }
      :host([severity='error']) {
        border-inline-start-color: var(--vscode-errorForeground);
      }
      :host([severity='warning']) {
        border-inline-start-color: var(--vscode-editorWarning-foreground);
      }
      :host([severity='info']) {
        border-inline-start-color: var(--vscode-charts-blue);
      }
      :host(:focus) {
        outline: 1px solid var(--vscode-focusBorder);
        outline-offset: -1px;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 6px;
      }
      header vscode-icon {
        flex: none;
      }
      .severity {
        font-weight: 600;
      }
      :host([severity='error']) .severity,
      :host([severity='error']) .severity-icon {
        color: var(--vscode-errorForeground);
      }
      :host([severity='warning']) .severity,
      :host([severity='warning']) .severity-icon {
        color: var(--vscode-editorWarning-foreground);
      }
      p,
      ol {
        margin: 4px 0 0;
      }
      ol {
        padding-inline-start: 2em;
      }
      .lead {
        color: var(--vscode-descriptionForeground);
      }
      code {
        font-family: var(--vscode-editor-font-family, monospace);
        font-size: 0.95em;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px;
        margin-top: 6px;
      }
      button.place {
        margin-inline-start: -7px;
      }
    `,
  ];

  @property({ attribute: false }) accessor shown: ShownFinding | undefined;

  /** Into view and under the keyboard. */
  reveal(): void {
    this.scrollIntoView({ block: 'nearest' });
    this.tabIndex = -1;
    this.focus({ preventScroll: true });
  }

  protected override render() {
    const { shown } = this;
    if (shown === undefined) {
      return nothing;
    }
    const { finding, of } = shown;
    const { severity, message, causes, advice } = finding;
    this.setAttribute('severity', severity);
    return html`<article aria-label=${`${words.findings.severities[severity]}: ${plainWords(message)}`}>
      <header>
        <vscode-icon class="severity-icon" name=${SEVERITY_ICONS[severity]}></vscode-icon>
        <span class="severity">${words.findings.severities[severity]}</span>
        ${
          of === ''
            ? nothing
            : html`<log-swatch .place=${shown.place}></log-swatch>
                <span data-testid="finding-of">${of}</span>`
        }
        ${this.steps(shown)}
      </header>
      <p data-testid="message">${codeWords(message)}</p>
      ${
        causes.length === 0
          ? nothing
          : html`<p class="lead">${words.findings.causes}</p>
              <ol data-testid="causes">
                ${causes.map((cause) => html`<li>${codeWords(cause)}</li>`)}
              </ol>`
      }
      ${
        advice === ''
          ? nothing
          : html`<p>
              <span class="lead">${words.findings.advice}</span>
              <span data-testid="advice">${codeWords(advice)}</span>
            </p>`
      }
      ${this.remedy(shown)}
    </article>`;
  }

  private steps({ finding, log, stepsKnown }: ShownFinding) {
    const { firstStep, lastStep, run, rule } = finding;
    const [one, several] = stepsKnown
      ? [words.findings.step, words.findings.steps]
      : [words.findings.row, words.findings.rows];
    const text =
      firstStep === lastStep
        ? fill(one, firstStep.toLocaleString())
        : fill(several, firstStep.toLocaleString(), lastStep.toLocaleString());
    return html`<button
      class="quiet"
      data-testid="steps"
      title=${words.findings.show}
      aria-label=${`${words.findings.show}: ${text}`}
      @click=${() => this.dispatchEvent(findingEvent({ log, run, rule }))}
    >
      ${text}
    </button>`;
  }

  private remedy(shown: ShownFinding) {
    const { argument } = shown.finding;
    if (argument === null || argument === undefined) {
      return nothing;
    }
    const { place, option = '' } = argument;
    if (place) {
      return html`<div class="actions">
        ${this.place(shown, argument, place)} ${this.change(shown, argument)}
      </div>`;
    }
    if (option !== '') {
      return html`<div class="actions">${this.startWith(shown, argument, option)}</div>`;
    }
    return shown.scriptKnown
      ? nothing
      : html`<div class="actions">
          <button
            class="quiet place"
            data-testid="choose-script"
            title=${words.findings.chooseScriptWhy}
            @click=${() => act(shown.log, 'chooseScript')}
          >
            ${words.findings.chooseScript}
          </button>
        </div>`;
  }

  private place(shown: ShownFinding, { name }: FindingArgument, place: ScriptPlace) {
    const at = `${fileName(place.uri)}:${place.line + 1}`;
    return html`<button
      class="quiet place"
      data-testid="place"
      title=${fill(words.findings.openPlace, at)}
      @click=${() => this.goTo(shown, false)}
    >
      <code>${at}&ensp;${place.text === '' ? name : `${name}=${place.text}`}</code>
    </button>`;
  }

  private change(shown: ShownFinding, { suggested, place }: FindingArgument) {
    return suggested === ''
      ? nothing
      : html`<vscode-button
          secondary
          data-testid="change"
          title=${fill(words.findings.changeWhy, place?.newText ?? suggested)}
          @click=${() => this.goTo(shown, true)}
          >${fill(words.findings.change, suggested)}</vscode-button
        >`;
  }

  private startWith(
    { log, finding: { run, rule } }: ShownFinding,
    argument: FindingArgument,
    option: string,
  ) {
    return argument.suggested === ''
      ? nothing
      : html`<vscode-button
          secondary
          data-testid="start-with"
          @click=${() => post({ kind: 'startWith', log, run, rule })}
          >${fill(words.findings.startWith, `${option} ${argument.suggested}`)}</vscode-button
        >`;
  }

  private goTo({ log, finding: { run, rule } }: ShownFinding, change: boolean): void {
    post({ kind: 'place', log, run, rule, change });
  }
}

function fileName(uri: string): string {
  const name = uri.split(/[?#]/)[0]?.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
