import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Problem } from '../../src/protocol';
import { controls } from '../controls';
import { fill } from '../fill';
import { post } from './host';
import { words } from './words';

/** Why there is no new rendering, and what to do. Below the output, so that the output does not jump. */
@customElement('problem-strip')
export class ProblemStrip extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        max-height: 40vh;
        overflow: auto;
        padding: 6px 12px;
        border-top: 1px solid var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
        background: var(--vscode-inputValidation-errorBackground);
        color: var(--vscode-inputValidation-errorForeground, var(--vscode-foreground));
      }
      .message {
        display: flex;
        gap: 6px;
        overflow-wrap: anywhere;
      }
      .message span {
        white-space: pre-wrap;
      }
      vscode-icon {
        flex: none;
      }
      .advice {
        margin: 2px 0 0 22px;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
        margin: 4px 0 0 16px;
      }
    `,
  ];

  @property({ attribute: false }) accessor problem: Problem | undefined;

  protected override render() {
    const { problem } = this;
    if (problem === undefined) {
      return nothing;
    }
    return html`<div
      role="alert"
      aria-label=${words.problem}
      data-testid="problem"
      data-reason=${problem.reason}
    >
      <div class="message"><vscode-icon name="error"></vscode-icon><span>${problem.message}</span></div>
      <div class="advice">${problem.advice}</div>
      <div class="actions">${this.placeButton(problem)} ${this.actionButton(problem)}</div>
    </div>`;
  }

  private placeButton({ uri, line }: Problem) {
    return !uri || line === null || line === undefined
      ? nothing
      : html`<button class="quiet" data-testid="problem-place" @click=${() => post({ kind: 'goToProblem' })}>
          ${fill(words.goTo, line + 1)}
        </button>`;
  }

  private actionButton({ action }: Problem) {
    const labels = {
      install: words.install,
      interpreter: words.selectInterpreter,
      restart: words.restart,
      output: words.showOutput,
    };
    return action === undefined || action === 'none'
      ? nothing
      : html`<vscode-button data-testid="problem-action" @click=${() => post({ kind: 'solveProblem' })}>
          ${labels[action]}
        </vscode-button>`;
  }
}
