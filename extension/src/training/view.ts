// The view: badge, message, progress and the context keys that its menus and its welcome depend on.
import * as vscode from 'vscode';
import { exactTime } from '../moments';
import type { Run } from '../protocol';
import { buildTree } from './buildTree';
import { findingNames } from './findingWords';
import { runId, type TrainingNode } from './nodes';
import type { RunsReader } from './runsReader';
import type { TrainingElement, TrainingTree } from './tree';
import { isOurs, joined } from './words';

export const TRAINING_VIEW = 'transformers.training';
/** How often `2m ago` is said anew. */
const REDRAW_MILLISECONDS = 60_000;

export type TrainingState = 'runs' | 'noFolder' | 'untrusted' | 'unavailable' | 'reading' | 'empty';

export class TrainingView implements vscode.Disposable {
  private readonly view: vscode.TreeView<TrainingElement>;
  private readonly subscriptions: vscode.Disposable;
  private readonly contexts = new Map<string, unknown>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly tree: TrainingTree,
    private readonly reader: RunsReader,
  ) {
    this.view = vscode.window.createTreeView(TRAINING_VIEW, {
      treeDataProvider: tree,
      canSelectMany: true,
      showCollapseAll: true,
    });
    this.timer = setInterval(() => {
      if (this.view.visible) {
        this.tree.redraw();
      }
    }, REDRAW_MILLISECONDS);
    this.subscriptions = vscode.Disposable.from(
      this.view,
      this.view.onDidChangeVisibility(({ visible }) => reader.setVisible(visible)),
      this.view.onDidCollapseElement(({ element: { node } }) => {
        if (node.kind === 'run') {
          reader.close(node.run.folder);
        }
      }),
      reader.onDidChange(() => this.show()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.show()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.show()),
    );
    this.show();
    reader.setVisible(this.view.visible);
  }

  get selection(): readonly TrainingNode[] {
    return this.view.selection.map(({ node }) => node);
  }

  async reveal(folder: string, focus: boolean): Promise<void> {
    const element = this.tree.element(runId(folder));
    if (element) {
      await this.view.reveal(element, { select: true, focus });
    } else {
      await vscode.commands.executeCommand(`${TRAINING_VIEW}.focus`);
    }
  }

  whileBusy<T>(work: () => Promise<T>): Thenable<T> {
    return vscode.window.withProgress({ location: { viewId: TRAINING_VIEW } }, work);
  }

  dispose(): void {
    clearInterval(this.timer);
    this.subscriptions.dispose();
  }

  private show(): void {
    const { runs = [], details, warnings, problem, active } = this.reader;
    this.tree.show(buildTree(runs, details));
    // VS Code shows a message or a welcome, not both, and only the welcome has buttons.
    this.view.message = this.tree.isEmpty
      ? ''
      : joined([restrictedWords(), this.staleWords(problem), ...warnings]);
    this.view.badge = badge(active);
    this.setContext('running', active.length > 0);
    this.setContext('hasRuns', runs.length > 0);
    this.setContext('hasForeign', !runs.every(isOurs));
    this.setContext(
      'state',
      trainingState({
        hasRuns: runs.length > 0,
        isRead: this.reader.runs !== undefined,
        hasFolders: this.reader.folders.length > 0,
        isTrusted: vscode.workspace.isTrusted,
        problem,
      }),
    );
  }

  private staleWords(problem: string): string {
    const { readAt } = this.reader;
    return problem === '' || readAt === 0
      ? problem
      : joined([problem, vscode.l10n.t('as of {0}', exactTime(readAt, vscode.env.language))]);
  }

  private setContext(name: string, value: unknown): void {
    if (this.contexts.get(name) !== value) {
      this.contexts.set(name, value);
      void vscode.commands.executeCommand('setContext', `${TRAINING_VIEW}.${name}`, value);
    }
  }
}

/** What trust would add to runs that are shown. */
function restrictedWords(): string {
  return vscode.workspace.isTrusted
    ? ''
    : vscode.l10n.t('Restricted Mode: trust the workspace to start, stop, and resume runs.');
}

/** What the welcome of an empty tree is about. */
export function trainingState(facts: {
  readonly hasRuns: boolean;
  readonly isRead: boolean;
  readonly hasFolders: boolean;
  readonly isTrusted: boolean;
  readonly problem: string;
}): TrainingState {
  if (facts.hasRuns) {
    return 'runs';
  }
  if (!facts.hasFolders) {
    return 'noFolder';
  }
  if (!facts.isTrusted) {
    return 'untrusted';
  }
  if (facts.problem !== '') {
    return 'unavailable';
  }
  return facts.isRead ? 'empty' : 'reading';
}

export function badge(active: readonly Run[]): vscode.ViewBadge | undefined {
  const running = active.filter(({ state }) => state === 'running').length;
  return running === 0
    ? undefined
    : {
        value: running,
        tooltip: [
          running === 1
            ? vscode.l10n.t('1 training run is going on')
            : vscode.l10n.t('{0} training runs are going on', running),
          ...active.flatMap((run) => {
            const found = findingNames(run);
            return found === '' ? [] : [`${run.name}: ${found}`];
          }),
        ].join('\n'),
      };
}
