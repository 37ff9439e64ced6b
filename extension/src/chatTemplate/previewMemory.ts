import type { Memento } from 'vscode';
import type { Conversation, TemplateSource } from '../protocol';
import type { PreviewView } from '../webview/previewMessages';
import { sourceKey } from './sources';

interface Kept {
  readonly conversation?: Conversation;
  readonly view?: PreviewView;
  readonly tokenizer?: TemplateSource;
}

const SETTLE_MILLISECONDS = 400;

/** Keeps, per template and workspace, the conversation and the way it is looked at. */
export class PreviewMemory {
  private pending: Kept | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly key: string;

  constructor(
    private readonly memento: Memento,
    source: TemplateSource,
  ) {
    this.key = `transformers.chatTemplate.preview:${sourceKey(source)}`;
  }

  get kept(): Kept {
    return this.pending ?? this.memento.get<Kept>(this.key, {});
  }

  keep(changes: Kept): void {
    this.pending = { ...this.kept, ...changes };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), SETTLE_MILLISECONDS);
  }

  flush(): void {
    clearTimeout(this.timer);
    if (this.pending) {
      void this.memento.update(this.key, this.pending);
    }
  }
}
