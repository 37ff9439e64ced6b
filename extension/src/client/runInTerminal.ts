import * as vscode from 'vscode';
import type { ProgramCall } from './planInstallation';
import { neutralFolder } from './programEnvironment';

/** Runs programs one after another, in a terminal that the user can watch and stop. True when all succeeded. */
export async function runInTerminal(title: string, calls: readonly ProgramCall[]): Promise<boolean> {
  for (const call of calls) {
    if ((await runTask(title, call)) !== 0) {
      return false;
    }
  }
  return true;
}

async function runTask(title: string, { program, words }: ProgramCall): Promise<number | undefined> {
  const task = new vscode.Task(
    { type: 'transformers', task: 'install' },
    vscode.TaskScope.Workspace,
    title,
    'Transformers Workbench',
    // No shell in between: nothing to quote, and a requirement such as `transformers>=5` cannot redirect.
    new vscode.ProcessExecution(program, [...words], {
      // `python -m` imports from its working folder first: a `pip.py` in the workspace would run in place of pip.
      cwd: neutralFolder(),
    }),
  );
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, focus: false, clear: true };
  // A quick task may end before executeTask() answers, so listen first and recognise it by its task.
  return new Promise((resolve, reject) => {
    const ended = vscode.tasks.onDidEndTaskProcess((event) => {
      if (event.execution.task.name === task.name && event.execution.task.source === task.source) {
        ended.dispose();
        resolve(event.exitCode);
      }
    });
    vscode.tasks.executeTask(task).then(undefined, (error: unknown) => {
      ended.dispose();
      reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
}
