import { css } from 'lit';

export const chartStyles = css`
  :host {
    display: block;
  }
  .heading {
    display: flex;
    align-items: baseline;
    gap: 8px;
    padding-inline: 8px;
  }
  h3 {
    flex: 1;
    min-width: 0;
    margin: 0;
    font-size: 1em;
    font-weight: 600;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .place {
    flex: none;
    font-size: 0.92em;
    font-variant-numeric: tabular-nums;
  }
  .frame {
    position: relative;
    height: 190px;
  }
  .canvas {
    position: absolute;
    inset: 0;
    overflow: hidden;
  }
  .canvas:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .nothing {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    margin: 0;
    pointer-events: none;
  }
  .note {
    margin: 0;
    padding: 0 8px;
    font-size: 0.92em;
  }
  .u-select {
    background: var(--vscode-editor-selectionBackground, rgba(128, 128, 128, 0.25));
    opacity: 0.6;
  }
  .u-hz .u-cursor-x {
    border-right: 1px dashed var(--vscode-foreground);
  }
`;
