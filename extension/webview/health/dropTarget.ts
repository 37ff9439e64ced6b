import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { controls } from '../controls';
import { bringDropped, bringText, isWelcome } from './bring';
import { words } from './words';

/** A drag that goes on says so more often than that; one that has left says nothing. */
const GONE_MILLISECONDS = 700;

/** The whole page: takes what is dropped anywhere, and pasted where nothing is open yet. */
@customElement('drop-target')
export class DropTarget extends LitElement {
  static override styles = [
    controls,
    css`
      .over {
        position: fixed;
        inset: 0;
        z-index: 10;
        display: flex;
        align-items: center;
        justify-content: center;
        pointer-events: none;
        font-size: 1.15em;
        color: var(--vscode-foreground);
        background: var(--vscode-editorGroup-dropBackground, rgba(83, 89, 93, 0.5));
        outline: 2px dashed var(--vscode-focusBorder);
        outline-offset: -8px;
      }
      .over span {
        padding: 8px 12px;
        border-radius: 4px;
        background: var(--vscode-editor-background);
        border: 1px solid var(--vscode-contrastBorder, transparent);
      }
      .problem {
        display: flex;
        align-items: flex-start;
        gap: 6px;
        padding: 6px 12px;
        color: var(--vscode-inputValidation-errorForeground, var(--vscode-foreground));
        background: var(--vscode-inputValidation-errorBackground);
        border-bottom: 1px solid var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
      }
      .problem span {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
        white-space: pre-line;
      }
      .problem vscode-icon {
        flex: none;
      }
    `,
  ];

  /** Whether there are logs already: then what is dropped comes to them, and a paste is none of ours. */
  @property({ attribute: false }) accessor adds = false;
  @state() private accessor over = false;
  @state() private accessor problems: readonly string[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Text of this page itself is dragged. */
  private own = false;
  private listening = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    this.listening = new AbortController();
    const { signal } = this.listening;
    window.addEventListener('dragstart', () => (this.own = true), { signal });
    window.addEventListener('dragend', () => (this.own = false), { signal });
    window.addEventListener('dragover', (event) => this.dragged(event), { signal });
    window.addEventListener('drop', (event) => void this.dropped(event), { signal });
    window.addEventListener('paste', (event) => this.pasted(event), { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.listening.abort();
    clearTimeout(this.timer);
  }

  /** What could not be done, until it is dismissed or something else is tried. */
  tell(problems: readonly string[]): void {
    this.problems = problems;
  }

  protected override render() {
    return html`${
      this.problems.length === 0
        ? nothing
        : html`<div class="problem" role="alert" data-testid="page-problem">
            <vscode-icon class="error" name="error" label=${words.findings.severities.error}></vscode-icon>
            <span>${this.problems.join('\n')}</span>
            <button
              class="icon"
              data-testid="dismiss"
              title=${words.open.dismiss}
              aria-label=${words.open.dismiss}
              @click=${() => this.tell([])}
            >
              <vscode-icon name="close"></vscode-icon>
            </button>
          </div>`
    }
    ${
      this.over
        ? html`<div class="over" data-testid="drop-hint">
            <span>${this.adds ? words.open.dropNowAdd : words.open.dropNow}</span>
          </div>`
        : nothing
    }`;
  }

  private dragged(event: DragEvent): void {
    if (this.own || event.dataTransfer === null || !isWelcome(event.dataTransfer)) {
      return;
    }
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    this.over = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.over = false), GONE_MILLISECONDS);
  }

  private async dropped(event: DragEvent): Promise<void> {
    this.over = false;
    if (this.own || event.dataTransfer === null) {
      return;
    }
    event.preventDefault();
    this.tell(await bringDropped(event.dataTransfer));
  }

  private pasted(event: ClipboardEvent): void {
    const [target] = event.composedPath();
    if (this.adds || target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement) {
      return;
    }
    event.preventDefault();
    this.tell(bringText('', event.clipboardData?.getData('text/plain') ?? ''));
  }
}
