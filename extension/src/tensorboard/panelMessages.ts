// What comes out of a webview, or out of what the editor kept of one, is not trusted. Pure.
import type { PanelAction, PanelSubject, TensorBoardWebviewMessage } from '../webview/tensorboardMessages';

const ACTIONS: readonly PanelAction[] = ['start', 'restart', 'stop', 'reload', 'browser', 'log'];

export function asWebviewMessage(value: unknown): TensorBoardWebviewMessage | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) {
    return undefined;
  }
  switch (value.kind) {
    case 'ready':
      return { kind: 'ready' };
    case 'act': {
      const action = ACTIONS.find((each) => 'action' in value && each === value.action);
      return action && { kind: 'act', action };
    }
    case 'explain':
      return 'explained' in value && typeof value.explained === 'boolean'
        ? { kind: 'explain', explained: value.explained }
        : undefined;
    default:
      return undefined;
  }
}

export function asSubject(value: unknown): PanelSubject | undefined {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('folders' in value)) {
    return undefined;
  }
  const { id, folders } = value;
  const title = 'title' in value && typeof value.title === 'string' ? value.title : '';
  return typeof id === 'string' && isTexts(folders) && folders.length > 0
    ? { id, folders, title }
    : undefined;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
