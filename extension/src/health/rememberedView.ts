// How curves were looked at last: the next panel begins so.
import type { Memento } from 'vscode';
import type { HealthView } from '../webview/healthMessages';
import { asView } from './panelMessages';

const KEY = 'transformers.health.view';

export class RememberedView {
  constructor(private readonly memento: Memento) {}

  get current(): HealthView {
    return asView(this.memento.get(KEY));
  }

  /** Which curves are hidden and by what they are drawn is the matter of one panel. */
  keep({ smoothing, logarithmic, explained }: HealthView): void {
    const { current } = this;
    if (
      smoothing !== current.smoothing ||
      logarithmic !== current.logarithmic ||
      explained !== current.explained
    ) {
      void this.memento.update(KEY, { smoothing, logarithmic, explained });
    }
  }
}
