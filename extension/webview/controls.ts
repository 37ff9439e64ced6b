import { css } from 'lit';

/** Buttons, fields and the like, in the editor's own colours. */
export const controls = css`
  :host {
    box-sizing: border-box;
    min-width: 0;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
    margin: 0;
  }
  button:focus-visible,
  input:focus-visible,
  select:focus-visible,
  textarea:focus-visible,
  [tabindex]:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  input,
  textarea {
    background: var(--vscode-input-background);
    color: var(--vscode-input-foreground);
    border: 1px solid var(--vscode-input-border, var(--vscode-settings-textInputBorder, transparent));
    border-radius: 2px;
    padding: 3px 5px;
    min-width: 0;
  }
  textarea {
    display: block;
    width: 100%;
    resize: vertical;
    field-sizing: content;
    min-height: 2lh;
    max-height: 40vh;
    line-height: 1.4;
  }
  textarea.code {
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: var(--vscode-editor-font-size, 12px);
    tab-size: 2;
  }
  ::placeholder {
    color: var(--vscode-input-placeholderForeground);
  }
  select {
    background: var(--vscode-dropdown-background);
    color: var(--vscode-dropdown-foreground);
    border: 1px solid var(--vscode-dropdown-border, transparent);
    border-radius: 2px;
    padding: 2px 4px;
    min-width: 0;
    max-width: 100%;
    text-overflow: ellipsis;
    /* As wide as what it shows, not as its longest choice. */
    field-sizing: content;
  }
  button.icon,
  button.quiet {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    background: transparent;
    border: 1px solid transparent;
    border-radius: 4px;
    padding: 2px;
    cursor: pointer;
    color: var(--vscode-icon-foreground, inherit);
  }
  button.quiet {
    padding: 2px 6px;
    color: var(--vscode-textLink-foreground);
    text-align: start;
  }
  button.icon:hover:enabled,
  button.quiet:hover:enabled {
    background: var(--vscode-toolbar-hoverBackground);
    border-color: var(--vscode-contrastActiveBorder, transparent);
  }
  button.icon[aria-pressed='true'],
  button.icon[aria-expanded='true'] {
    background: var(--vscode-inputOption-activeBackground);
    border-color: var(--vscode-inputOption-activeBorder, transparent);
    color: var(--vscode-inputOption-activeForeground);
  }
  button:disabled {
    opacity: 0.4;
    cursor: default;
  }
  label {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-width: 0;
  }
  .muted {
    color: var(--vscode-descriptionForeground);
  }
  .error {
    color: var(--vscode-errorForeground);
  }
  .sr-only {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
