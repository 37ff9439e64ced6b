import { css, html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { CachePage } from '../../src/webview/cacheMessages';
import { controls } from '../controls';
import { listen, post } from './host';
import { setWords } from './words';

/** Shows the page the host sends; what the user does is the host's to act on. */
@customElement('cache-panel')
export class CachePanel extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        height: 100vh;
        overflow: hidden;
      }
    `,
  ];

  @state() private accessor page: CachePage | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    listen(({ strings, page }) => {
      setWords(strings);
      this.page = page;
    });
    post({ kind: 'ready' });
  }

  protected override render() {
    switch (this.page?.kind) {
      case 'plan':
        return html`<plan-page .page=${this.page}></plan-page>`;
      case 'outcomes':
        return html`<outcome-page .page=${this.page}></outcome-page>`;
      case 'verification':
        return html`<verification-page .page=${this.page}></verification-page>`;
      case undefined:
        return nothing;
    }
  }
}
