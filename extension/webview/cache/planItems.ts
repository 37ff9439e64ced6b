import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { PlanItem } from '../../src/webview/cacheMessages';
import { controls } from '../controls';
import { fill } from '../fill';
import { post } from './host';
import { layout } from './layout';
import { words } from './words';

/** What goes, each with a box that takes it out. */
@customElement('plan-items')
export class PlanItems extends LitElement {
  static override styles = [
    controls,
    layout,
    css`
      :host {
        display: block;
        height: auto;
      }
      .detail {
        padding-inline-start: 27px;
        overflow-wrap: anywhere;
      }
      .all {
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
    `,
  ];

  @property({ attribute: false }) accessor items: readonly PlanItem[] = [];

  protected override render() {
    const { items } = this;
    const included = items.filter((item) => item.included).length;
    return html`<section aria-label=${words.items}>
      <h2>${words.items}<span class="count">${included}/${items.length}</span></h2>
      ${items.length > 1 ? this.all(included) : nothing}
      <ul data-testid="items">
        ${repeat(
          items,
          ({ key }) => key,
          (item) => this.item(item),
        )}
      </ul>
    </section>`;
  }

  private all(included: number) {
    const { items } = this;
    return html`<div class="row all">
      <vscode-checkbox
        label=${words.all}
        data-testid="all"
        .checked=${included === items.length}
        .indeterminate=${included > 0 && included < items.length}
        @change=${(event: Event) =>
          this.include(
            items.map(({ key }) => key),
            event,
          )}
      ></vscode-checkbox>
    </div>`;
  }

  private item({ key, label, detail, size, refs, included }: PlanItem) {
    return html`<li data-testid="item">
      <div class="row">
        <vscode-checkbox
          class="grow"
          label=${label}
          .checked=${included}
          @change=${(event: Event) => this.include([key], event)}
        ></vscode-checkbox>
        <span class="size">${size}</span>
      </div>
      ${detail === '' ? nothing : html`<div class="detail muted">${detail}</div>`}
      ${
        refs.length === 0
          ? nothing
          : html`<div class="detail muted" data-testid="refs">
              <vscode-icon name="git-branch" size="12"></vscode-icon> ${fill(words.refsLost, refs.join(', '))}
            </div>`
      }
    </li>`;
  }

  private include(keys: readonly string[], event: Event): void {
    post({ kind: 'include', keys, included: (event.target as HTMLInputElement).checked });
  }
}
