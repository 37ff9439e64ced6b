// What scripts of this workspace were last started with, the newest first.
import type { Memento } from 'vscode';
import type { RunSpec } from '../protocol';

const KEY = 'transformers.training.lastStarts';
const MOST = 30;

export type StartWishes = Pick<RunSpec, 'arguments' | 'environment' | 'launcher' | 'processes'>;

interface Start {
  readonly script: string;
  readonly wishes: StartWishes;
}

export class LastStarts {
  constructor(private readonly memento: Memento) {}

  get scripts(): readonly string[] {
    return this.starts.map(({ script }) => script);
  }

  of(script: string): StartWishes {
    return this.starts.find((start) => start.script === script)?.wishes ?? {};
  }

  async remember(spec: RunSpec): Promise<void> {
    const { script, environment, launcher, processes } = spec;
    const wishes: StartWishes = {
      arguments: spec.arguments ?? [],
      environment: environment ?? {},
      launcher: launcher ?? 'auto',
      processes: processes ?? 0,
    };
    const others = this.starts.filter((start) => start.script !== script);
    await this.memento.update(KEY, [{ script, wishes }, ...others].slice(0, MOST));
  }

  private get starts(): readonly Start[] {
    return this.memento.get<readonly Start[]>(KEY, []);
  }
}
