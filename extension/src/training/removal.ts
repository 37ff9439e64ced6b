// Deletes the folders of runs that have ended, after naming them and what goes with them.
import * as vscode from 'vscode';
import { formatSize } from '../byteSize';
import type { LanguageServer } from '../client/languageServer';
import { type Run, TRAINING_REMOVE } from '../protocol';
import type { RunsReader } from './runsReader';
import { runCount } from './words';

/** More names than fit into a question. */
const NAMED = 8;

export class Removal {
  constructor(
    private readonly server: LanguageServer,
    private readonly reader: RunsReader,
  ) {}

  async remove(runs: readonly Run[]): Promise<void> {
    if (!(await this.confirm(runs))) {
      return;
    }
    let freed = 0;
    const removed: string[] = [];
    try {
      for (const { folder } of runs) {
        freed += (await this.server.request(TRAINING_REMOVE, { folder })).freed;
        removed.push(folder);
      }
    } finally {
      this.reader.removed(removed);
    }
    vscode.window.setStatusBarMessage(
      vscode.l10n.t('Deleted: {0} · {1} freed', runCount(removed.length), formatSize(freed)),
      4000,
    );
  }

  private async confirm(runs: readonly Run[]): Promise<boolean> {
    const [first] = runs;
    const remove = vscode.l10n.t('Delete');
    const names = runs.slice(0, NAMED).map(({ name, id }) => `${name} (${id})`);
    const detail = [
      runs.length === 1 ? '' : [...names, ...(runs.length > NAMED ? ['…'] : [])].join('\n'),
      vscode.l10n.t(
        'Log, metrics, events for TensorBoard and everything else in its folder are deleted. This cannot be undone.',
      ),
      await this.outputs(runs),
    ];
    const answer = await vscode.window.showWarningMessage(
      runs.length === 1
        ? vscode.l10n.t('Delete the training run {0}?', first?.name ?? '')
        : vscode.l10n.t('Delete {0} training runs?', runs.length),
      { modal: true, detail: detail.filter((part) => part !== '').join('\n\n') },
      remove,
    );
    return answer === remove;
  }

  /** Checkpoints that go, and those that stay because they lie elsewhere. */
  private async outputs(runs: readonly Run[]): Promise<string> {
    const read = runs.map(async ({ folder }) => {
      const details = await this.reader.show(folder).catch(() => undefined);
      return (details?.outputs ?? []).map(({ uri }) => uri.startsWith(`${folder}/`));
    });
    const inside = (await Promise.all(read)).flat();
    return outputWords(inside.filter(Boolean).length, inside.filter((is) => !is).length);
  }
}

/** `inside` of the folders that are deleted, and outside of them. */
export function outputWords(inside: number, outside: number): string {
  return [
    inside > 0
      ? vscode.l10n.t('Also deleted, because they are in there: {0} checkpoints and adapters.', inside)
      : '',
    outside > 0 ? vscode.l10n.t('Checkpoints and adapters that lie elsewhere stay: {0}.', outside) : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}
