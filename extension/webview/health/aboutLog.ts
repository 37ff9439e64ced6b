import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { PanelLog, TrainingMethod } from '../../src/webview/healthMessages';
import { controls } from '../controls';
import { post } from './host';
import { words } from './words';

const METHODS: readonly Exclude<TrainingMethod, ''>[] = ['full', 'lora', 'prompt', 'scratch'];

/** Asks for what a foreign log does not say and the rules would like to know. */
@customElement('about-log')
export class AboutLog extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 10px;
        font-size: 0.92em;
      }
      input {
        width: 5em;
        padding: 1px 4px;
      }
      select {
        padding: 1px 2px;
      }
    `,
  ];

  @property({ attribute: false }) accessor log: PanelLog | undefined;

  /** Whether there is anything to ask: the log does not say, or the user has said and may want to say otherwise. */
  static asks({ subject, state }: PanelLog): boolean {
    return state !== undefined && (state.method === '' || subject.method !== '');
  }

  protected override render() {
    const { method = '', classes = 0 } = this.log?.state ?? {};
    return html`<label title=${words.header.kindWhy}
        ><span class="muted">${words.header.kind}</span>
        <select
          data-testid="method"
          aria-description=${words.header.kindWhy}
          @change=${(event: Event) => {
            this.tell((event.target as HTMLSelectElement).value as TrainingMethod, classes);
          }}
        >
          <option value="" .selected=${method === ''}>${words.header.methods.unknown}</option>
          ${METHODS.map(
            (each) =>
              html`<option value=${each} .selected=${method === each}>${words.header.methods[each]}</option>`,
          )}
        </select></label
      >
      <label title=${words.header.classesWhy}
        ><span class="muted">${words.header.classes}</span>
        <input
          type="number"
          min="2"
          step="1"
          data-testid="classes"
          aria-description=${words.header.classesWhy}
          .value=${classes > 0 ? String(classes) : ''}
          @change=${(event: Event) => {
            this.tell(method, wholeNumber((event.target as HTMLInputElement).value));
          }}
      /></label>`;
  }

  private tell(method: TrainingMethod, classes: number): void {
    if (this.log !== undefined) {
      post({ kind: 'about', log: this.log.subject.log, method, classes });
    }
  }
}

/** 0: unknown. */
function wholeNumber(text: string): number {
  const number = Number(text);
  return Number.isInteger(number) && number > 1 ? number : 0;
}
