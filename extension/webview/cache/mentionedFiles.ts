import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Mention, MentionedFile } from '../../src/webview/cacheMessages';
import { controls } from '../controls';
import { fill } from '../fill';
import { post } from './host';
import { layout } from './layout';
import { words } from './words';

/** Where the workspace names what would go; a pinned revision breaks, which is said in words. */
@customElement('mentioned-files')
export class MentionedFiles extends LitElement {
  static override styles = [
    controls,
    layout,
    css`
      :host {
        display: block;
        height: auto;
      }
      .file {
        margin-bottom: 6px;
      }
      .place {
        display: flex;
        width: 100%;
        gap: 8px;
        padding-inline-start: 12px;
      }
      .line {
        flex: none;
        min-width: 2.5em;
        text-align: end;
      }
      code {
        flex: 1;
        min-width: 0;
        overflow: hidden;
        white-space: nowrap;
        text-overflow: ellipsis;
        color: var(--vscode-foreground);
        font-family: var(--vscode-editor-font-family, monospace);
      }
      .pinned {
        display: flex;
        align-items: center;
        gap: 4px;
        padding-inline-start: calc(12px + 2.5em + 14px);
      }
    `,
  ];

  @property({ attribute: false }) accessor files: readonly MentionedFile[] = [];
  /** Whether there is something to be named at all. */
  @property({ attribute: false }) accessor any = true;

  protected override render() {
    const { files } = this;
    if (files.length === 0) {
      return this.any
        ? html`<section class="muted" data-testid="not-mentioned">${words.notMentioned}</section>`
        : nothing;
    }
    return html`${this.section('mentions-pinned', words.breaks, 'warning', only(files, true))}
    ${this.section('mentions', words.mentioned, 'references', only(files, false))}`;
  }

  private section(testId: string, title: string, icon: string, files: readonly MentionedFile[]) {
    return files.length === 0
      ? nothing
      : html`<section class=${icon} data-testid=${testId} aria-label=${title}>
          <h2><vscode-icon name=${icon}></vscode-icon>${title}</h2>
          <ul>
            ${files.map((file) => this.file(file))}
          </ul>
        </section>`;
  }

  private file({ uri, path, mentions }: MentionedFile) {
    return html`<li class="file">
      ${path}
      <ul>
        ${mentions.map((mention) => this.mention(uri, path, mention))}
      </ul>
    </li>`;
  }

  private mention(uri: string, path: string, { line, character, text, pinned }: Mention) {
    return html`<li>
      <button
        class="quiet place"
        title=${text}
        aria-label="${fill(words.openAt, path, line + 1)}: ${text}"
        data-testid="mention"
        @click=${() => post({ kind: 'open', uri, line, character })}
      >
        <span class="line">${line + 1}</span><code>${text}</code>
      </button>
      ${
        pinned === null
          ? nothing
          : html`<span class="pinned" data-testid="pinned">
              <vscode-icon name="warning" size="12"></vscode-icon>${fill(words.pins, pinned)}
            </span>`
      }
    </li>`;
  }
}

/** The mentions that pin a revision, or the others. */
function only(files: readonly MentionedFile[], pinning: boolean): readonly MentionedFile[] {
  return files
    .map((file) => ({
      ...file,
      mentions: file.mentions.filter(({ pinned }) => (pinned !== null) === pinning),
    }))
    .filter(({ mentions }) => mentions.length > 0);
}
