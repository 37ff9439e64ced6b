import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Conversation, Preset, TemplateVariable } from '../../src/protocol';
import type { PreviewView } from '../../src/webview/previewMessages';
import { controls } from '../controls';
import { ConversationEvent, type JsonEvent, ViewEvent } from './events';
import { post } from './host';
import { words } from './words';

type Extra = 'tools' | 'documents';

/** What a conversation gets when tools are switched on and no preset has any. */
const EXAMPLES: Readonly<Record<Extra, unknown>> = {
  tools: [
    {
      type: 'function',
      function: {
        name: 'get_weather',
        description: 'The weather in a city',
        parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
      },
    },
  ],
  documents: [{ title: 'Kyoto', text: 'Kyoto was the capital of Japan for more than a thousand years.' }],
};

/** What is passed beside the messages. */
@customElement('preview-toolbar')
export class PreviewToolbar extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        padding: 4px 12px 6px;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 12px;
      }
      .extra {
        display: inline-flex;
        align-items: center;
      }
      .end {
        margin-inline-start: auto;
        display: inline-flex;
        align-items: center;
        gap: 4px;
      }
      json-field {
        margin: 4px 0;
      }
    `,
  ];

  @property({ attribute: false }) accessor conversation: Conversation = { messages: [] };
  @property({ attribute: false }) accessor presets: readonly Preset[] = [];
  @property({ attribute: false }) accessor variables: readonly TemplateVariable[] = [];
  @property({ attribute: false }) accessor view: PreviewView = {
    mode: 'text',
    whitespace: false,
    rawJson: false,
  };
  @state() private accessor editing: Extra | undefined;
  /** Switching tools off and on again brings the same ones back. */
  private readonly last: Partial<Record<Extra, unknown>> = {};

  protected override render() {
    const { conversation, editing } = this;
    return html`<div class="row">
        ${this.checkbox(
          words.generationPrompt,
          'generation-prompt',
          conversation.addGenerationPrompt ?? true,
          (on) => ({
            addGenerationPrompt: on,
            // The library refuses both at once: the newer wish wins.
            ...(on ? { continueFinalMessage: false } : {}),
          }),
        )}
        ${this.checkbox(
          words.continueFinal,
          'continue-final',
          conversation.continueFinalMessage ?? false,
          (on) => ({
            continueFinalMessage: on,
            ...(on ? { addGenerationPrompt: false } : {}),
          }),
        )}
        ${this.extra('tools', words.tools, words.editTools)}
        ${this.extra('documents', words.documents, words.editDocuments)}
        <template-variables
          .variables=${this.variables}
          .values=${conversation.variables ?? {}}
        ></template-variables>
        <span class="end">
          ${this.presetSelect()}
          <button
            class="icon"
            title=${words.rawJson}
            aria-label=${words.rawJson}
            aria-pressed=${this.view.rawJson}
            data-testid="raw-json"
            @click=${() => this.dispatchEvent(new ViewEvent({ rawJson: !this.view.rawJson }))}
          >
            <vscode-icon name="json"></vscode-icon>
          </button>
        </span>
      </div>
      ${
        editing && isPresent(conversation[editing])
          ? html`<json-field
              .value=${conversation[editing]}
              label=${editing === 'tools' ? words.editTools : words.editDocuments}
              testId="${editing}-json"
              @json=${(event: JsonEvent) => this.send({ [editing]: event.value })}
            ></json-field>`
          : nothing
      }`;
  }

  private checkbox(
    label: string,
    testId: string,
    checked: boolean,
    change: (on: boolean) => Partial<Conversation>,
  ) {
    return html`<vscode-checkbox
      label=${label}
      data-testid=${testId}
      .checked=${checked}
      @change=${(event: Event) => this.send(change((event.target as HTMLInputElement).checked))}
    ></vscode-checkbox>`;
  }

  private extra(extra: Extra, label: string, editLabel: string) {
    const value = this.conversation[extra];
    const on = isPresent(value);
    const open = on && this.editing === extra;
    return html`<span class="extra">
      ${this.checkbox(label, extra, on, (checked) => {
        if (on) {
          this.last[extra] = value;
        }
        return { [extra]: checked ? (this.last[extra] ?? this.exampleOf(extra)) : null };
      })}
      ${
        on
          ? html`<button
              class="icon"
              title=${editLabel}
              aria-label=${editLabel}
              aria-expanded=${open}
              @click=${() => (this.editing = open ? undefined : extra)}
            >
              <vscode-icon name=${open ? 'chevron-up' : 'chevron-down'}></vscode-icon>
            </button>`
          : nothing
      }
    </span>`;
  }

  private presetSelect() {
    return html`<select
      aria-label=${words.preset}
      title=${words.preset}
      data-testid="preset"
      ?disabled=${this.presets.length === 0}
      @change=${(event: Event) => {
        const select = event.target as HTMLSelectElement;
        post({ kind: 'preset', id: select.value });
        // A preset is a starting point, not a state: the same one can be chosen again.
        select.value = '';
      }}
    >
      <option value="" disabled .selected=${true}>${words.choosePreset}</option>
      ${this.presets.map(({ id, title }) => html`<option value=${id}>${title}</option>`)}
    </select>`;
  }

  private exampleOf(extra: Extra): unknown {
    return this.presets.map(({ conversation }) => conversation[extra]).find(isPresent) ?? EXAMPLES[extra];
  }

  private send(changes: Partial<Conversation>): void {
    this.dispatchEvent(new ConversationEvent(changes));
  }
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}
