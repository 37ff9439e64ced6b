// What a panel says, in words.
import { l10n, Uri } from 'vscode';
import type { NoticePage, PanelAction, PanelSubject } from '../webview/tensorboardMessages';
import type { PanelState } from './panelState';

/** All but what TensorBoard itself shows. */
export function noticePage(
  state: Exclude<PanelState, { kind: 'showing' }>,
  subject: PanelSubject,
): NoticePage {
  const page = (
    headline: string,
    detail: string,
    actions: readonly PanelAction[],
    lines: readonly string[] = [],
  ): NoticePage => ({ kind: 'notice', state: state.kind, headline, detail, actions, lines });
  const places = subject.folders.map((uri) => Uri.parse(uri).fsPath).join('\n');
  switch (state.kind) {
    case 'starting':
      return page(l10n.t('TensorBoard is starting…'), places, []);
    case 'waiting':
      return page(
        l10n.t('No events yet, waiting'),
        `${l10n.t('The charts appear by themselves as soon as a training run writes event files here:')}\n${places}`,
        ['browser', 'stop'],
      );
    case 'missing':
      return page(
        l10n.t('The log folder is no longer there'),
        `${l10n.t('It was deleted or moved, or nothing has made it yet. The charts appear when it is there:')}\n${places}`,
        ['stop', 'browser'],
      );
    case 'crashed':
      return page(
        l10n.t('TensorBoard stopped unexpectedly'),
        l10n.t('Nothing of what was logged is lost.'),
        ['restart', 'log'],
        state.server.lastLines ?? [],
      );
    case 'outdated':
      return page(
        l10n.t('This TensorBoard was started by an earlier version'),
        l10n.t('Other users of the machine can open it. Restart it to show the charts to you alone.'),
        ['restart'],
      );
    case 'stopped':
      return page(
        l10n.t('TensorBoard is stopped'),
        `${l10n.t('It was stopped, or nobody had looked at it for a while.')}\n${places}`,
        ['start'],
      );
    case 'failed':
      return page(l10n.t('TensorBoard did not start'), state.message, ['start']);
  }
}

/** It runs, but its page cannot be shown here. */
export function unreachablePage(): NoticePage {
  return {
    kind: 'notice',
    state: 'failed',
    headline: l10n.t('TensorBoard runs, but this panel cannot reach it'),
    detail: l10n.t('Its port could not be forwarded. The output of Transformers Workbench has the details.'),
    lines: [],
    actions: ['browser', 'reload'],
  };
}

/** What is said above the charts; often nothing. */
export function frameNote({ server }: Extract<PanelState, { kind: 'showing' }>): string {
  return server.missing ? l10n.t('A log folder is no longer there; the others are shown.') : '';
}

/** What can be done at any time; a notice has buttons of its own for the rest. */
export function barActions({ kind }: PanelState): readonly PanelAction[] {
  switch (kind) {
    case 'showing':
    case 'waiting':
    case 'missing':
      return ['browser', 'reload', 'stop'];
    case 'starting':
    case 'crashed':
    case 'outdated':
    case 'stopped':
    case 'failed':
      return [];
  }
}
