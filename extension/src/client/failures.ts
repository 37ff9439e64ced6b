import * as vscode from 'vscode';
import type { ServerProblem } from './serverProblem';
import { OLDEST_PYTHON, type Resolution } from './interpreterTypes';

export type FailedResolution = Exclude<Resolution, { kind: 'found' }>;

export interface Failure {
  readonly message: string;
  readonly buttons: readonly FailureButton[];
}

export interface FailureButton {
  readonly title: string;
  readonly command: string;
  readonly argument?: unknown;
}

const selectInterpreter = (): FailureButton => ({
  title: vscode.l10n.t('Select Interpreter'),
  command: 'transformers.client.selectInterpreter',
});
const showOutput = (): FailureButton => ({
  title: vscode.l10n.t('Show Output'),
  command: 'transformers.client.showOutput',
});
const restart = (): FailureButton => ({
  title: vscode.l10n.t('Restart'),
  command: 'transformers.client.restart',
});
const manageTrust = (): FailureButton => ({
  title: vscode.l10n.t('Manage Workspace Trust'),
  command: 'workbench.trust.manage',
});

/** What is wrong with the interpreter and which buttons help. */
export function describeFailure(resolution: FailedResolution): Failure {
  switch (resolution.kind) {
    case 'none':
      return {
        message: vscode.l10n.t(
          'No Python was found on this machine. Transformers Workbench needs Python {0} or newer.',
          OLDEST_PYTHON,
        ),
        buttons: [selectInterpreter()],
      };
    case 'missing':
      return {
        message: vscode.l10n.t('There is no Python at {0}.', resolution.candidate.path),
        buttons: [selectInterpreter()],
      };
    case 'tooOld':
      return {
        message: vscode.l10n.t(
          'Python {0} at {1} is too old. Transformers Workbench needs Python {2} or newer.',
          resolution.version,
          resolution.candidate.path,
          OLDEST_PYTHON,
        ),
        buttons: [selectInterpreter()],
      };
    case 'broken':
      return {
        message: vscode.l10n.t(
          'Python at {0} does not start. The output has the details.',
          resolution.candidate.path,
        ),
        buttons: [selectInterpreter(), showOutput()],
      };
    case 'untrusted':
      return {
        message: vscode.l10n.t(
          'The Python at {0} belongs to this workspace and is not started until you trust it.',
          resolution.candidate.path,
        ),
        buttons: [manageTrust(), selectInterpreter()],
      };
  }
}

export function serverFailure(message: string): Failure {
  return { message, buttons: [restart(), showOutput()] };
}

/** What the server refused, in its words, with the button that helps. */
export function problemFailure({ message, advice, action, install }: ServerProblem): Failure {
  return { message: `${message} ${advice}`.trim(), buttons: problemButtons(action, install) };
}

function problemButtons(action: ServerProblem['action'], install: readonly string[]): FailureButton[] {
  switch (action) {
    case 'install':
      return [
        // Without the names it would install something else: what the server itself lacks.
        ...(install.length > 0
          ? [
              {
                title: vscode.l10n.t('Install…'),
                command: 'transformers.client.installPackages',
                argument: install,
              },
            ]
          : []),
        selectInterpreter(),
      ];
    case 'interpreter':
      return [selectInterpreter()];
    case 'restart':
      return [restart(), showOutput()];
    case 'output':
      return [showOutput()];
    case 'none':
      return [];
  }
}

export async function showFailure(failure: Failure): Promise<void> {
  const titles = failure.buttons.map(({ title }) => title);
  const chosen = await vscode.window.showErrorMessage(failure.message, ...titles);
  const button = failure.buttons.find(({ title }) => title === chosen);
  if (button) {
    await vscode.commands.executeCommand(button.command, button.argument);
  }
}
