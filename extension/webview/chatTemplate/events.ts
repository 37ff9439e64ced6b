import type { Conversation } from '../../src/protocol';
import type { PreviewView } from '../../src/webview/previewMessages';

/** What components tell the app. They bubble through shadow roots; the app alone changes the snapshot. */
export class ConversationEvent extends Event {
  constructor(readonly changes: Partial<Conversation>) {
    super('conversation', { bubbles: true, composed: true });
  }
}

export class ViewEvent extends Event {
  constructor(readonly changes: Partial<PreviewView>) {
    super('view', { bubbles: true, composed: true });
  }
}

/** A JSON field holds a new valid value. */
export class JsonEvent extends Event {
  constructor(readonly value: unknown) {
    super('json');
  }
}

declare global {
  interface HTMLElementEventMap {
    conversation: ConversationEvent;
    view: ViewEvent;
    json: JsonEvent;
  }
}
