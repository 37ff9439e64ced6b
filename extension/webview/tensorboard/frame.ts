import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { fill } from '../fill';
import { words } from './words';

/** What loads at all has loaded by then, through a slow tunnel, too. */
const SILENT_MILLISECONDS = 10_000;

/** TensorBoard's own page. Says when it does not come; it stays, because it may still. */
@customElement('tensorboard-frame')
export class TensorBoardFrame extends LitElement {
  static override styles = css`
    :host {
      display: flex;
    }
    iframe {
      flex: 1;
      min-width: 0;
      border: none;
      background: var(--vscode-editor-background);
    }
  `;

  @property({ attribute: false }) accessor url = '';
  @property({ attribute: false }) accessor name = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly themes = new MutationObserver(() => this.requestUpdate());

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setTimeout(() => this.dispatchEvent(new Event('silent')), SILENT_MILLISECONDS);
    this.themes.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.themes.disconnect();
  }

  protected override render() {
    return html`<iframe
      data-testid="frame"
      src=${withTheme(this.url)}
      title=${fill(words.frame, this.name)}
      sandbox="allow-scripts allow-same-origin allow-forms allow-popups allow-downloads allow-modals"
      allow="clipboard-write; fullscreen"
      @load=${() => this.loaded()}
    ></iframe>`;
  }

  private loaded(): void {
    clearTimeout(this.timer);
    this.dispatchEvent(new Event('loaded'));
  }
}

/** TensorBoard's page asks its browser for the scheme, which a frame is not told: the server answers instead. */
function withTheme(url: string): string {
  return `${url}?workbench-theme=${isDark() ? 'dark' : 'light'}`;
}

function isDark(): boolean {
  const { classList } = document.body;
  return (
    classList.contains('vscode-dark') ||
    (classList.contains('vscode-high-contrast') && !classList.contains('vscode-high-contrast-light'))
  );
}
