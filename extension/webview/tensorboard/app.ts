import { css, html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { TensorBoardHostMessage } from '../../src/webview/tensorboardMessages';
import { controls } from '../controls';
import { keep, listen, post } from './host';
import { setWords } from './words';

/** One slim bar, and below it TensorBoard or the reason why there is none. */
@customElement('tensorboard-panel')
export class TensorBoardPanel extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-direction: column;
        position: fixed;
        inset: 0;
        overflow: hidden;
      }
      tensorboard-frame,
      tensorboard-notice {
        flex: 1;
        min-height: 0;
      }
    `,
  ];

  @state() private accessor shown: TensorBoardHostMessage | undefined;
  /** The frame of this key has not loaded for a while. */
  @state() private accessor silent = '';

  override connectedCallback(): void {
    super.connectedCallback();
    listen((message) => {
      setWords(message.strings);
      keep(message.subject);
      this.shown = message;
    });
    post({ kind: 'ready' });
  }

  protected override render() {
    if (this.shown === undefined) {
      return nothing;
    }
    const { page, actions, explained, subject } = this.shown;
    if (page.kind === 'notice') {
      return html`<tensorboard-bar .actions=${actions} .explained=${false}></tensorboard-bar>
        <tensorboard-notice .page=${page}></tensorboard-notice>`;
    }
    const key = `${page.key} ${page.url}`;
    return html`<tensorboard-bar
        .actions=${actions}
        .explainable=${true}
        .explained=${explained}
        .note=${page.note}
        .silent=${this.silent === key}
      ></tensorboard-bar>
      ${keyed(
        key,
        html`<tensorboard-frame
          .url=${page.url}
          .name=${subject.title}
          @silent=${() => (this.silent = key)}
          @loaded=${() => (this.silent = '')}
        ></tensorboard-frame>`,
      )}`;
  }
}
