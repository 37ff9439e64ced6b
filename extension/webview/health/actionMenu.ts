import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { controls } from '../controls';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon: string;
}

/** A button that opens a few actions. Arrows go through them, Escape leaves; `choose` has the chosen one's id. */
@customElement('action-menu')
export class ActionMenu extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        position: relative;
        display: inline-flex;
      }
      [role='menu'] {
        /* Above everything, and cut off by nothing. */
        position: fixed;
        inset: auto;
        margin: 0;
        padding: 4px;
        max-width: calc(100vw - 8px);
        color: var(--vscode-menu-foreground, var(--vscode-foreground));
        background: var(--vscode-menu-background, var(--vscode-dropdown-background));
        border: 1px solid var(--vscode-menu-border, var(--vscode-widget-border, var(--vscode-contrastBorder)));
        border-radius: 5px;
        box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
      }
      [role='menuitem'] {
        display: flex;
        align-items: center;
        gap: 8px;
        width: 100%;
        padding: 4px 12px 4px 6px;
        border: 0;
        border-radius: 3px;
        background: transparent;
        text-align: start;
        cursor: pointer;
      }
      [role='menuitem']:hover,
      [role='menuitem']:focus {
        color: var(--vscode-menu-selectionForeground, inherit);
        background: var(--vscode-menu-selectionBackground, var(--vscode-toolbar-hoverBackground));
        outline: 1px solid var(--vscode-menu-selectionBorder, var(--vscode-focusBorder));
        outline-offset: -1px;
      }
    `,
  ];

  @property({ attribute: false }) accessor items: readonly MenuItem[] = [];
  @property({ attribute: false }) accessor label = '';
  @property({ attribute: false }) accessor icon = 'ellipsis';
  /** Beside the icon; empty: the icon is enough. */
  @property({ attribute: false }) accessor text = '';
  @state() private accessor open = false;

  protected override render() {
    return html`<button
        class=${this.text === '' ? 'icon' : 'quiet'}
        data-testid="menu"
        title=${this.label}
        aria-label=${this.label}
        aria-haspopup="menu"
        aria-expanded=${this.open}
        @click=${() => this.menu?.togglePopover()}
      >
        <vscode-icon name=${this.icon}></vscode-icon>${this.text}
      </button>
      <div
        popover
        role="menu"
        aria-label=${this.label}
        @beforetoggle=${this.toggles}
        @toggle=${this.toggled}
        @keydown=${this.moved}
      >
        ${
          this.open
            ? this.items.map(
                ({ id, label, icon }) =>
                  html`<button
                    role="menuitem"
                    tabindex="-1"
                    data-testid="menu-${id}"
                    @click=${() => this.choose(id)}
                  >
                    <vscode-icon name=${icon}></vscode-icon>${label}
                  </button>`,
              )
            : nothing
        }
      </div>`;
  }

  private get menu(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('[role="menu"]');
  }

  private get button(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('[aria-haspopup]');
  }

  private get entries(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  }

  private toggles(event: ToggleEvent): void {
    this.open = event.newState === 'open';
  }

  private async toggled(event: ToggleEvent): Promise<void> {
    if (event.newState !== 'open') {
      return;
    }
    await this.updateComplete;
    this.place();
    this.entries[0]?.focus();
  }

  /** Below the button, and inside the page. */
  private place(): void {
    const { menu, button } = this;
    if (menu === null || button === null) {
      return;
    }
    const at = button.getBoundingClientRect();
    const below = at.bottom + menu.offsetHeight < window.innerHeight;
    menu.style.top = `${Math.max(4, below ? at.bottom : at.top - menu.offsetHeight)}px`;
    menu.style.left = `${Math.max(4, Math.min(at.right - menu.offsetWidth, window.innerWidth - menu.offsetWidth - 4))}px`;
  }

  private moved(event: KeyboardEvent): void {
    const { entries } = this;
    const now = entries.findIndex((entry) => entry.matches(':focus'));
    const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: -1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      entries.at(next === entries.length ? 0 : next)?.focus();
    } else if (event.key === 'Tab') {
      this.menu?.hidePopover();
    }
  }

  private choose(id: string): void {
    this.menu?.hidePopover();
    this.button?.focus();
    this.dispatchEvent(new CustomEvent('choose', { detail: id }));
  }
}
