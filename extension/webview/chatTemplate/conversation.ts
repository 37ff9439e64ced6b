import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Conversation } from '../../src/protocol';
import { controls } from '../controls';
import { asMessages, editMessages, type Message, nextMessage } from './conversationEdits';
import { ConversationEvent, type JsonEvent } from './events';
import type { MessageEditEvent } from './message';
import { words } from './words';

/** The conversation: message by message, or as JSON. */
@customElement('conversation-editor')
export class ConversationEditor extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        overflow: auto;
        padding: 6px 12px 12px;
      }
      .removed {
        display: flex;
        align-items: center;
        gap: 6px;
      }
      json-field {
        margin-top: 4px;
      }
    `,
  ];

  @property({ attribute: false }) accessor conversation: Conversation = { messages: [] };
  @property({ type: Boolean }) accessor raw = false;
  @state() private accessor removed: { readonly index: number; readonly message: Message } | undefined;

  protected override render() {
    const messages = asMessages(this.conversation.messages);
    if (this.raw || messages === undefined) {
      return html`${this.raw ? nothing : html`<p class="muted">${words.notAList}</p>`}
        <json-field
          .value=${this.conversation.messages}
          label=${words.conversation}
          testId="conversation-json"
          @json=${(event: JsonEvent) => this.send(event.value)}
        ></json-field>`;
    }
    return html`<section aria-label=${words.conversation} @message-edit=${this.edited}>
        ${messages.length === 0 ? html`<p class="muted">${words.emptyConversation}</p>` : nothing}
        ${messages.map(
          (message, index) =>
            html`<chat-message .message=${message} .index=${index} .count=${messages.length}></chat-message>`,
        )}
      </section>
      ${
        this.removed === undefined
          ? nothing
          : html`<div class="removed muted" role="status">
              ${words.removed}
              <button class="quiet" data-testid="undo" @click=${this.undo}>
                <vscode-icon name="discard"></vscode-icon>${words.undo}
              </button>
            </div>`
      }
      <button class="quiet" data-testid="add-message" @click=${this.add}>
        <vscode-icon name="add"></vscode-icon>${words.addMessage}
      </button>`;
  }

  private edited({ edit }: MessageEditEvent): void {
    const messages = asMessages(this.conversation.messages) ?? [];
    const gone = edit.kind === 'remove' ? messages[edit.index] : undefined;
    this.removed = gone && edit.kind === 'remove' ? { index: edit.index, message: gone } : undefined;
    this.send(editMessages(messages, edit));
  }

  private undo(): void {
    if (this.removed) {
      const messages = asMessages(this.conversation.messages) ?? [];
      this.send(editMessages(messages, { kind: 'insert', ...this.removed }));
      this.removed = undefined;
    }
  }

  private add(): void {
    const messages = asMessages(this.conversation.messages) ?? [];
    this.removed = undefined;
    this.send([...messages, nextMessage(messages)]);
    void this.updateComplete.then(() => {
      const rows = this.renderRoot.querySelectorAll('chat-message');
      const last = rows[rows.length - 1];
      void last?.updateComplete.then(() => last.renderRoot.querySelector('textarea')?.focus());
    });
  }

  private send(messages: unknown): void {
    this.dispatchEvent(new ConversationEvent({ messages }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-message': import('./message').ChatMessage;
  }
  interface HTMLElementEventMap {
    'message-edit': MessageEditEvent;
  }
}
