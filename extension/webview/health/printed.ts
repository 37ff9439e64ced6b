import { css } from 'lit';

/** How lines of a log look: as they were printed, and never wider than the panel. */
export const printed = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
  }
  .lines {
    flex: 1;
    min-height: 0;
    overflow: auto;
    padding: 4px 12px 8px;
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: var(--vscode-editor-font-size, 12px);
    line-height: 1.4;
    /* What is scrolled is decided here, not by the browser. */
    overflow-anchor: none;
  }
  .printed {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .note {
    margin: 0;
    padding: 8px 12px;
  }
`;
