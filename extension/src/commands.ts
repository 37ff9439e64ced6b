import * as vscode from 'vscode';

/**
 * A command and what it needs. `server`: it waits until the language server is ready, and is not run without one.
 * The arguments are whatever VS Code or another extension passes: each command checks them itself.
 */
export interface Command {
  readonly needs: 'nothing' | 'server';
  readonly run: (...args: readonly unknown[]) => Promise<void>;
}

/** One entry for every id: a missing or an unknown one does not compile. */
export type CommandTable<Id extends string> = Readonly<Record<Id, Command>>;

export function registerCommands<Id extends string>(
  table: CommandTable<Id>,
  whenReady: (run: () => Promise<void>) => Promise<void>,
  failed: (error: unknown) => Promise<void>,
): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries<Command>(table).map(([id, command]) =>
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        try {
          await (command.needs === 'server' ? whenReady(() => command.run(...args)) : command.run(...args));
        } catch (error) {
          await failed(error);
        }
      }),
    ),
  );
}
