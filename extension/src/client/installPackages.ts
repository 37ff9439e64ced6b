import * as vscode from 'vscode';
import type { Interpreter } from './interpreterTypes';
import { neutralFolder } from './programEnvironment';
import { isRequirement } from './requirements';

/** Asks, then lets pip work in a terminal the user can watch and stop. True when pip succeeded. */
export async function installPackages(
  interpreter: Interpreter,
  requirements: readonly string[],
): Promise<boolean> {
  if (requirements.length === 0 || !requirements.every(isRequirement)) {
    return false;
  }
  if (!vscode.workspace.isTrusted) {
    await vscode.window.showWarningMessage(
      vscode.l10n.t('Packages are not installed from a workspace that is not trusted.'),
    );
    return false;
  }
  const install = vscode.l10n.t('Install');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Install {0}?', requirements.join(', ')),
    {
      modal: true,
      detail: vscode.l10n.t('pip installs into the Python at {0}. This uses the network.', interpreter.path),
    },
    install,
  );
  return answer === install && (await runPip(interpreter, requirements)) === 0;
}

async function runPip(
  interpreter: Interpreter,
  requirements: readonly string[],
): Promise<number | undefined> {
  const task = new vscode.Task(
    { type: 'transformers', task: 'install' },
    vscode.TaskScope.Workspace,
    vscode.l10n.t('Install {0}', requirements.join(' ')),
    'Transformers Workbench',
    // No shell in between: nothing to quote, and a requirement such as `transformers>=5` cannot redirect.
    new vscode.ProcessExecution(interpreter.path, ['-m', 'pip', 'install', ...requirements], {
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
