import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { controls } from '../controls';
import { fill } from '../fill';
import { JsonEvent } from './events';
import { words } from './words';

/** A JSON value as text. What does not parse is told in place and changes nothing. */
@customElement('json-field')
export class JsonField extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      .error {
        margin-top: 2px;
        font-size: 0.92em;
        overflow-wrap: anywhere;
      }
      textarea[aria-invalid='true'] {
        border-color: var(--vscode-inputValidation-errorBorder);
      }
    `,
  ];

  @property({ attribute: false }) accessor value: unknown = undefined;
  @property() accessor label = '';
  @property() accessor testId = '';
  /** An empty field means no value instead of invalid JSON. */
  @property({ type: Boolean }) accessor optional = false;
  @state() private accessor text = '';
  @state() private accessor error = '';
  /** The value the text stands for: only another one from outside may replace what the user is typing. */
  private stands: string | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const outside = JSON.stringify(this.value);
    if (changed.has('value') && outside !== this.stands) {
      this.stands = outside;
      this.text = this.value === undefined ? '' : JSON.stringify(this.value, null, 2);
      this.error = '';
    }
  }

  protected override render() {
    return html`<textarea
        class="code"
        spellcheck="false"
        aria-label=${this.label}
        aria-invalid=${this.error !== ''}
        data-testid=${this.testId || nothing}
        .value=${this.text}
        @input=${this.typed}
      ></textarea>
      <div class="error" role="status" ?hidden=${this.error === ''}>${this.error}</div>`;
  }

  private typed(event: InputEvent): void {
    this.text = (event.target as HTMLTextAreaElement).value;
    let value: unknown;
    try {
      value = this.optional && this.text.trim() === '' ? undefined : JSON.parse(this.text);
    } catch (error) {
      this.error = fill(words.invalidJson, error instanceof Error ? error.message : String(error));
      return;
    }
    this.error = '';
    this.stands = JSON.stringify(value);
    this.dispatchEvent(new JsonEvent(value));
  }
}
