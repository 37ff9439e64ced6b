import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { logColor } from './logColor';

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

  protected override render() {
    // By the object model: the page's policy allows no style in an attribute.
    this.style.background = logColor(this.place);
    return html``;
  }
}
