import { css, html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { MessageSpan } from '../../src/protocol';
import type { HostMessage, PreviewSnapshot, SnapshotChanges } from '../../src/webview/previewMessages';
import { controls } from '../controls';
import type { ConversationEvent, ViewEvent } from './events';
import { listen, post, remember } from './host';
import { shiftSpans } from './segments';
import { setWords } from './words';

/** Shows what the host owns, and tells the host what the user does. */
@customElement('chat-template-preview')
export class ChatTemplatePreview extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100vh;
        overflow: hidden;
        container-type: inline-size;
      }
      .panes {
        flex: 1;
        min-height: 0;
        display: grid;
        grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
      }
      conversation-editor {
        border-inline-end: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      .waiting {
        padding: 4px 12px;
        border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      @container (max-width: 620px) {
        .panes {
          grid-template-columns: minmax(0, 1fr);
          grid-template-rows: fit-content(40%) minmax(0, 1fr);
        }
        conversation-editor {
          border-inline-end: 0;
          border-block-end: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        }
      }
    `,
  ];

  @state() private accessor snapshot: PreviewSnapshot | undefined;
  private spans: readonly MessageSpan[] = [];
  /** The text the spans belong to. */
  private spannedText = '';

  override connectedCallback(): void {
    super.connectedCallback();
    listen((message) => this.receive(message));
    this.addEventListener('conversation', (event) => this.converse(event));
    this.addEventListener('view', (event) => this.look(event));
    post({ kind: 'ready' });
  }

  protected override render() {
    const { snapshot } = this;
    if (snapshot === undefined) {
      return nothing;
    }
    const { inspection, conversation, view, problem, waiting } = snapshot;
    const special =
      snapshot.tokens?.tokenizer?.specialTokens ?? inspection?.tokenizer.specialTokens ?? NO_TOKENS;
    return html`<preview-header .inspection=${inspection} .subject=${snapshot.subject}></preview-header>
      <preview-toolbar
        .conversation=${conversation}
        .presets=${snapshot.presets}
        .variables=${inspection?.variables ?? []}
        .view=${view}
      ></preview-toolbar>
      <div class="panes">
        <conversation-editor .conversation=${conversation} .raw=${view.rawJson}></conversation-editor>
        <preview-output .snapshot=${snapshot} .spans=${this.spans} .special=${special}></preview-output>
      </div>
      ${waiting && snapshot.rendered ? html`<div class="waiting muted" role="status">${waiting}</div>` : nothing}
      ${problem ? html`<problem-strip .problem=${problem}></problem-strip>` : nothing}
      <preview-footer .snapshot=${snapshot}></preview-footer>`;
  }

  private receive(message: HostMessage): void {
    switch (message.kind) {
      case 'init':
        setWords(message.strings);
        this.snapshot = message.snapshot;
        remember(message.snapshot.subject);
        this.placeSpans();
        break;
      case 'changed':
        if (this.snapshot) {
          this.snapshot = { ...this.snapshot, ...withoutNulls(message.changes) };
          if (message.changes.subject) {
            remember(message.changes.subject);
          }
          this.placeSpans();
        }
        break;
    }
  }

  private placeSpans(): void {
    const { rendered, tokens } = this.snapshot ?? {};
    const text = rendered?.text ?? '';
    this.spans =
      tokens && tokens.sequence === rendered?.sequence
        ? tokens.spans
        : shiftSpans(this.spans, this.spannedText, text);
    this.spannedText = text;
  }

  private converse({ changes }: ConversationEvent): void {
    if (this.snapshot) {
      const conversation = { ...this.snapshot.conversation, ...changes };
      this.snapshot = { ...this.snapshot, conversation };
      post({ kind: 'conversation', conversation });
    }
  }

  private look({ changes }: ViewEvent): void {
    if (this.snapshot) {
      const view = { ...this.snapshot.view, ...changes };
      this.snapshot = { ...this.snapshot, view };
      post({ kind: 'view', view });
    }
  }
}

/** One object, so that nothing is computed again when there are none. */
const NO_TOKENS: readonly string[] = [];

function withoutNulls(changes: SnapshotChanges): Partial<PreviewSnapshot> {
  return Object.fromEntries(
    Object.entries(changes).map(([name, value]) => [name, value === null ? undefined : (value as unknown)]),
  );
}
