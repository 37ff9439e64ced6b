import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { lineStyle, themeOf, whenThemeChanges } from './colours';

/** The colour of a run in all charts. Its name always stands beside it. */
@customElement('log-swatch')
export class LogSwatch extends LitElement {
  static override styles = css`
    :host {
      flex: none;
      display: inline-block;
      box-sizing: border-box;
      width: 10px;
      height: 10px;
      border-radius: 2px;
      border: 1px solid var(--vscode-contrastBorder, transparent);
    }
  `;

  @property({ attribute: false }) accessor place = 0;

  private stopThemes: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopThemes = whenThemeChanges(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopThemes?.();
  }

  protected override render() {
    // By the object model: the page's policy allows no style in an attribute.
    this.style.background = lineStyle(themeOf(this), this.place).colour;
    return html``;
  }
}
