import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { controls } from '../controls';
import { fill } from '../fill';
import type { Message, MessageEdit } from './conversationEdits';
import type { JsonEvent } from './events';
import { words } from './words';

const ROLES = ['system', 'user', 'assistant', 'tool', 'developer'];
const OTHER = '\u2026';

export class MessageEditEvent extends Event {
  constructor(readonly edit: MessageEdit) {
    super('message-edit', { bubbles: true, composed: true });
  }
}

/** One message: its role, its content and whatever else it has. */
@customElement('chat-message')
export class ChatMessage extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        padding: 4px 0 8px;
      }
      .head {
        display: flex;
        align-items: center;
        gap: 2px;
        margin-bottom: 3px;
      }
      .head select,
      .head input {
        width: 9.5em;
        flex: 0 1 auto;
      }
      .space {
        flex: 1;
      }
      .extra {
        margin-top: 4px;
      }
      .extra > span {
        display: block;
        margin-bottom: 2px;
        font-size: 0.92em;
      }
    `,
  ];

  @property({ attribute: false }) accessor message: Message = {};
  @property({ type: Number }) accessor index = 0;
  @property({ type: Number }) accessor count = 0;
  @state() private accessor freeRole = false;

  protected override render() {
    const { index, count, message } = this;
    const number = index + 1;
    const reasoning = message.reasoning_content;
    const isAssistant = message.role === 'assistant';
    return html`<div class="head">
        ${this.roleControl()}
        <span class="space"></span>
        ${
          isAssistant && reasoning === undefined
            ? this.button('lightbulb', fill(words.addReasoning, number), () =>
                this.set('reasoning_content', ''),
              )
            : nothing
        }
        ${
          isAssistant && message.tool_calls === undefined
            ? this.button('tools', fill(words.addToolCalls, number), () =>
                this.set('tool_calls', EXAMPLE_CALLS),
              )
            : nothing
        }
        ${this.button('arrow-up', fill(words.moveUp, number), () => this.move(index - 1), index === 0)}
        ${this.button('arrow-down', fill(words.moveDown, number), () => this.move(index + 1), index === count - 1)}
        ${this.button('close', fill(words.removeMessage, number), () => this.edit({ kind: 'remove', index }))}
      </div>
      ${
        typeof reasoning === 'string'
          ? html`<div class="extra">
              <span class="muted">${words.reasoning}</span
              >${this.area('reasoning_content', reasoning, words.reasoning)}
            </div>`
          : nothing
      }
      ${this.content()}
      ${
        message.tool_calls === undefined
          ? nothing
          : html`<div class="extra">
              <span class="muted">${words.toolCalls}</span>
              <json-field
                optional
                .value=${message.tool_calls}
                label=${words.toolCalls}
                testId="message-${index}-tool-calls"
                @json=${(event: JsonEvent) => this.set('tool_calls', event.value)}
              ></json-field>
            </div>`
      }`;
  }

  private roleControl() {
    const role = this.message.role;
    const label = fill(words.role, this.index + 1);
    const name = typeof role === 'string' ? role : '';
    if (this.freeRole) {
      return html`<input
        aria-label=${label}
        data-testid="message-${this.index}-role"
        .value=${name}
        @input=${(event: Event) => this.set('role', (event.target as HTMLInputElement).value)}
      />`;
    }
    const roles = ROLES.includes(name) ? ROLES : [...ROLES, name];
    return html`<select
      aria-label=${label}
      data-testid="message-${this.index}-role"
      @change=${(event: Event) => {
        const chosen = (event.target as HTMLSelectElement).value;
        if (chosen === OTHER) {
          this.freeRole = true;
        } else {
          this.set('role', chosen);
        }
      }}
    >
      ${roles.map((known) => html`<option value=${known} .selected=${known === name}>${known}</option>`)}
      <option value=${OTHER}>${words.otherRole}</option>
    </select>`;
  }

  private content() {
    const content = this.message.content;
    const label = fill(words.content, this.index + 1);
    if (typeof content === 'string' || content === undefined || content === null) {
      return this.area('content', content ?? '', label);
    }
    return html`<json-field
      .value=${content}
      label=${label}
      testId="message-${this.index}-content"
      @json=${(event: JsonEvent) => this.set('content', event.value)}
    ></json-field>`;
  }

  private area(field: string, value: string, label: string) {
    return html`<textarea
      aria-label=${label}
      data-testid="message-${this.index}-${field === 'content' ? 'content' : 'reasoning'}"
      .value=${value}
      @input=${(event: Event) => this.set(field, (event.target as HTMLTextAreaElement).value)}
    ></textarea>`;
  }

  private button(icon: string, label: string, act: () => void, disabled = false) {
    return html`<button class="icon" title=${label} aria-label=${label} ?disabled=${disabled} @click=${act}>
      <vscode-icon name=${icon}></vscode-icon>
    </button>`;
  }

  private set(field: string, value: unknown): void {
    this.edit({ kind: 'set', index: this.index, field, value });
  }

  private move(to: number): void {
    this.edit({ kind: 'move', from: this.index, to });
  }

  private edit(edit: MessageEdit): void {
    this.dispatchEvent(new MessageEditEvent(edit));
  }
}

const EXAMPLE_CALLS = [{ type: 'function', function: { name: 'get_weather', arguments: { city: 'Kyoto' } } }];
