import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TemplateVariable } from '../../src/protocol';
import { controls } from '../controls';
import { ConversationEvent, type JsonEvent } from './events';
import { words } from './words';

type Values = Readonly<Record<string, unknown>>;

/** One control for every variable that the template itself reads. Untouched, a variable is not passed at all. */
@customElement('template-variables')
export class TemplateVariables extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: contents;
      }
      .variable {
        display: inline-flex;
        align-items: center;
        gap: 2px;
        max-width: 100%;
      }
      .name {
        font-family: var(--vscode-editor-font-family, monospace);
        overflow-wrap: anywhere;
      }
      input[type='text'] {
        width: 9em;
      }
      .json {
        flex-direction: column;
        align-items: stretch;
        width: 16em;
      }
    `,
  ];

  @property({ attribute: false }) accessor variables: readonly TemplateVariable[] = [];
  @property({ attribute: false }) accessor values: Values = {};

  protected override render() {
    return this.variables.map((variable) => this.variable(variable));
  }

  private variable(variable: TemplateVariable) {
    const { name, shape } = variable;
    const isSet = name in this.values;
    return html`<span class="variable ${shape === 'json' ? 'json' : ''}">
      ${this.control(variable)}
      ${
        isSet
          ? html`<button
              class="icon"
              title=${words.resetVariable}
              aria-label="${words.resetVariable}: ${name}"
              @click=${() => this.set(name, undefined)}
            >
              <vscode-icon name="discard"></vscode-icon>
            </button>`
          : nothing
      }
    </span>`;
  }

  private control({ name, shape, choices = [], default: suggested }: TemplateVariable) {
    const value = name in this.values ? this.values[name] : suggested;
    const testId = `variable-${name}`;
    switch (shape) {
      case 'boolean':
        return html`<vscode-checkbox
          class="name"
          label=${name}
          data-testid=${testId}
          .checked=${value === true}
          .indeterminate=${typeof value !== 'boolean'}
          title=${name in this.values ? '' : words.unsetVariable}
          @change=${(event: Event) => this.set(name, (event.target as HTMLInputElement).checked)}
        ></vscode-checkbox>`;
      case 'text':
        return html`<label>
          <span class="name">${name}</span>
          <input
            type="text"
            list="choices-${name}"
            data-testid=${testId}
            placeholder=${typeof suggested === 'string' ? suggested : words.emptyMeansUnset}
            .value=${typeof this.values[name] === 'string' ? this.values[name] : ''}
            @input=${(event: Event) => this.set(name, (event.target as HTMLInputElement).value || undefined)}
          />
          <datalist id="choices-${name}">
            ${choices.map((choice) => html`<option value=${choice}></option>`)}
          </datalist>
        </label>`;
      case 'json':
        return html`<span class="name">${name}</span>
          <json-field
            optional
            .value=${this.values[name]}
            label=${name}
            testId=${testId}
            @json=${(event: JsonEvent) => this.set(name, event.value)}
          ></json-field>`;
    }
  }

  private set(name: string, value: unknown): void {
    const others = Object.fromEntries(Object.entries(this.values).filter(([key]) => key !== name));
    this.dispatchEvent(
      new ConversationEvent({ variables: value === undefined ? others : { ...others, [name]: value } }),
    );
  }
}
