import path from 'node:path';
import * as vscode from 'vscode';
import type { InstallationFacts } from './installationFacts';
import { planVirtualEnvironment } from './planInstallation';
import { environmentPythons, fileExists } from './pythonOnDisk';
import { runInTerminal } from './runInTerminal';
import { setInterpreterSetting } from './settings';

/**
 * For a Python that nothing is installed into: offers to make a `.venv` of it in the workspace, installs there, and
 * selects it. The new interpreter restarts the server by itself.
 */
export async function offerVirtualEnvironment(
  python: string,
  facts: InstallationFacts,
  uv: string | undefined,
  requirements: readonly string[],
): Promise<void> {
  const message = vscode.l10n.t(
    'This Python is managed by the operating system or another tool, so packages are not installed into it.',
  );
  const root = (vscode.workspace.workspaceFolders ?? []).find(({ uri }) => uri.scheme === 'file')?.uri.fsPath;
  if (root === undefined) {
    await offerSelection(
      message,
      vscode.l10n.t('Open a folder to create a virtual environment in it, or select another interpreter.'),
    );
    return;
  }
  const folder = path.join(root, '.venv');
  const pythons = environmentPythons(folder, process.platform === 'win32');
  const environment = { folder, python: pythons[0] ?? folder };
  if (await fileExists(environment.python)) {
    await offerSelection(
      message,
      vscode.l10n.t('{0} already exists. Select it as the interpreter, then install again.', folder),
    );
    return;
  }
  const calls = planVirtualEnvironment(python, facts, uv, environment, requirements);
  if (calls === undefined) {
    await offerSelection(
      message,
      vscode.l10n.t(
        'It cannot create virtual environments either. Install uv, or the venv package of your system, such as python3-venv.',
      ),
    );
    return;
  }
  const create = vscode.l10n.t('Create Virtual Environment');
  const detail = vscode.l10n.t(
    'A virtual environment is created at {0}, {1} is installed into it, and it is selected as the interpreter. This uses the network.',
    folder,
    requirements.join(', '),
  );
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, create);
  if (answer === create && (await runInTerminal(create, calls))) {
    await setInterpreterSetting(environment.python);
  }
}

export async function offerSelection(message: string, detail: string): Promise<void> {
  const select = vscode.l10n.t('Select Interpreter');
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, select)) === select) {
    await vscode.commands.executeCommand('transformers.client.selectInterpreter');
  }
}
