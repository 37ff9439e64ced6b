import * as vscode from 'vscode';
import type { ClientRoom } from '../client/room';
import type { CommandTable } from '../commands';
import type { HEALTH_COMMANDS } from './commandIds';

/** Run panels: curves, findings and the log of a training, of ours or of anybody's. */
export class HealthRoom implements vscode.Disposable {
  readonly commands: CommandTable<(typeof HEALTH_COMMANDS)[number]> = {
    'transformers.health.open': { needs: 'server', run: () => Promise.resolve() },
    'transformers.health.compare': { needs: 'server', run: () => Promise.resolve() },
    'transformers.health.diagnose': { needs: 'server', run: () => Promise.resolve() },
  };

  constructor(
    readonly context: vscode.ExtensionContext,
    readonly client: ClientRoom,
  ) {}

  dispose(): void {}
}
