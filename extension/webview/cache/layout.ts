import { css } from 'lit';

/** A page: a headline that stays, sections that scroll, and buttons that stay. */
export const layout = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
  }
  header {
    padding: 12px 16px 8px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  h1 {
    font-size: 1.15em;
    font-weight: 600;
    margin: 0;
    overflow-wrap: anywhere;
  }
  main {
    flex: 1;
    min-height: 0;
    overflow: auto;
    padding: 4px 16px 12px;
  }
  section {
    margin-top: 12px;
  }
  h2 {
    display: flex;
    align-items: center;
    gap: 6px;
    font-size: inherit;
    font-weight: 600;
    margin: 0 0 4px;
  }
  h2 vscode-icon,
  li vscode-icon {
    flex: none;
  }
  h2 .count {
    font-weight: normal;
    color: var(--vscode-descriptionForeground);
  }
  .warning > h2 vscode-icon,
  .pinned {
    color: var(--vscode-editorWarning-foreground);
  }
  ul {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  li {
    overflow-wrap: anywhere;
  }
  .row {
    display: flex;
    align-items: baseline;
    gap: 8px;
    padding: 2px 0;
  }
  .row > vscode-icon {
    align-self: flex-start;
    margin-top: 1px;
  }
  .row > .grow {
    flex: 1;
    min-width: 0;
  }
  .size {
    flex: none;
    font-variant-numeric: tabular-nums;
    text-align: end;
  }
  footer {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    padding: 10px 16px;
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
`;
