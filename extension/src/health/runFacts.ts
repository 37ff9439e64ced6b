// Everything about the runs that panels show: commands, checkpoints, logs. Their rows come from the room of training.
import * as vscode from 'vscode';
import { AskAgain } from '../askAgain';
import type { Run, RunDetails } from '../protocol';
import type { RunsReader } from '../training/runsReader';
import { isActive } from '../training/words';

/** A run that is not in the list of this window tells of itself only when it is asked. */
const ASKED_AGAIN_MILLISECONDS = 5000;

interface Entry {
  users: number;
  details: RunDetails | undefined;
  readonly asking: AskAgain;
  next: NodeJS.Timeout | undefined;
}

export class RunFacts implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<string>();
  /** The folder of the run of which something is new. */
  readonly onDidChange = this.changed.event;
  private readonly entries = new Map<string, Entry>();
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly runs: Pick<RunsReader, 'runs' | 'byFolder' | 'show' | 'onDidChange'>,
    private readonly output: Pick<vscode.LogOutputChannel, 'debug'>,
  ) {
    this.subscription = runs.onDidChange(() => this.compare());
  }

  /** As its row in the view says, which is newer; undefined: it is no run, or nothing is known yet. */
  run(folder: string): Run | undefined {
    return this.runs.byFolder(folder) ?? this.details(folder)?.run;
  }

  /** The runs of this window, the newest first. */
  get listed(): readonly Run[] {
    return this.runs.runs ?? [];
  }

  details(folder: string): RunDetails | undefined {
    return this.entries.get(folder)?.details;
  }

  /** Keeps what is known of a run up to date, until it is let go. */
  follow(folder: string): vscode.Disposable {
    const entry: Entry = this.entries.get(folder) ?? {
      users: 0,
      details: undefined,
      asking: new AskAgain(() => this.read(folder)),
      next: undefined,
    };
    this.entries.set(folder, entry);
    entry.users += 1;
    void entry.asking.request();
    let held = true;
    return new vscode.Disposable(() => {
      if (held && (entry.users -= 1) === 0) {
        this.entries.delete(folder);
        end(entry);
      }
      held = false;
    });
  }

  async ask(folder: string): Promise<void> {
    await this.entries.get(folder)?.asking.request();
  }

  dispose(): void {
    this.entries.forEach(end);
    this.entries.clear();
    vscode.Disposable.from(this.subscription, this.changed).dispose();
  }

  private compare(): void {
    for (const [folder, { details, asking }] of this.entries) {
      const row = this.runs.byFolder(folder);
      if (row && JSON.stringify(row) !== JSON.stringify(details?.run)) {
        this.changed.fire(folder);
        void asking.request();
      }
    }
  }

  private async read(folder: string): Promise<void> {
    try {
      const details = await this.runs.show(folder);
      const entry = this.entries.get(folder);
      if (entry) {
        entry.details = details;
        this.changed.fire(folder);
      }
    } catch (error) {
      // It may have been removed a moment ago; the server says so of its log.
      this.output.debug(`A training run: ${String(error)}`);
    }
    this.askLater(folder);
  }

  private askLater(folder: string): void {
    const entry = this.entries.get(folder);
    if (entry?.details && isActive(entry.details.run) && this.runs.byFolder(folder) === undefined) {
      clearTimeout(entry.next);
      entry.next = setTimeout(() => void entry.asking.request(), ASKED_AGAIN_MILLISECONDS);
    }
  }
}

function end({ asking, next }: Entry): void {
  clearTimeout(next);
  asking.dispose();
}
