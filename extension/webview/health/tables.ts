import { css } from 'lit';

/** Tables that scroll in themselves, never the page, under a header that stays. */
export const tables = css`
  :host {
    display: flex;
    flex-direction: column;
  }
  .empty {
    margin: 0;
    padding: 12px;
  }
  .scroll {
    flex: 1;
    min-height: 0;
    overflow: auto;
  }
  table {
    border-collapse: separate;
    border-spacing: 0;
    /* Values stay near their names. */
    width: max-content;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 3px 12px;
    text-align: start;
    font-weight: normal;
    vertical-align: baseline;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    font-weight: 600;
    background: var(--vscode-editor-background);
  }
  tbody tr:hover > * {
    background: var(--vscode-list-hoverBackground, transparent);
  }
`;
