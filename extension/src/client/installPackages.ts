import * as vscode from 'vscode';
import { findExtensionInstaller } from './extensionPackages';
import { askInstallationFacts, findConda, findProgram } from './installationFacts';
import type { Interpreter } from './interpreterTypes';
import { type InstallationPlan, pipCall, planInstallation } from './planInstallation';
import { isRequirement } from './requirements';
import { runInTerminal } from './runInTerminal';
import { offerSelection, offerVirtualEnvironment } from './virtualEnvironment';

/**
 * Asks, then lets the tool that this Python belongs to install, in a terminal the user can watch and stop. True when
 * the packages are in this Python now.
 */
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
  const python = interpreter.path;
  const facts = await askInstallationFacts(python);
  if (facts === undefined) {
    // pip says best what is wrong.
    const calls = [pipCall(python, requirements)];
    return install(python, requirements, { kind: 'programs', tool: 'pip', addsPip: false, calls });
  }
  const uv = await findProgram('uv');
  const isExtensionNeeded = !facts.isManaged && !facts.hasPip && uv === undefined;
  const byExtension = isExtensionNeeded ? await findExtensionInstaller(python) : undefined;
  const tools = {
    uv,
    pixi: facts.pixiManifest === undefined ? undefined : await findProgram('pixi'),
    conda: facts.isConda ? await findConda() : undefined,
    extension: byExtension !== undefined,
  };
  const plan = planInstallation(python, facts, tools, requirements);
  if (plan.kind === 'managed') {
    await offerVirtualEnvironment(python, facts, uv, requirements);
    return false;
  }
  return install(python, requirements, plan, byExtension);
}

async function install(
  python: string,
  requirements: readonly string[],
  plan: Exclude<InstallationPlan, { kind: 'managed' }>,
  byExtension?: (requirements: readonly string[]) => Promise<void>,
): Promise<boolean> {
  switch (plan.kind) {
    case 'programs':
    case 'pixi':
      return (
        (await isWanted(requirements, describePlan(plan, python))) &&
        runInTerminal(vscode.l10n.t('Install {0}', requirements.join(' ')), plan.calls)
      );
    case 'extension': {
      const detail = vscode.l10n.t(
        'The Python Environments extension installs into the Python at {0}. This uses the network.',
        python,
      );
      if (byExtension === undefined || !(await isWanted(requirements, detail))) {
        return false;
      }
      await byExtension(requirements);
      return true;
    }
    case 'impossible':
      await offerSelection(
        vscode.l10n.t('This Python has no pip, and no other tool that can install packages was found.'),
        vscode.l10n.t('Install uv, or select another interpreter.'),
      );
      return false;
  }
}

function describePlan(plan: Extract<InstallationPlan, { calls: unknown }>, python: string): string {
  if (plan.kind === 'pixi') {
    return vscode.l10n.t(
      'pixi adds them to {0} and installs them into its environment. This uses the network.',
      plan.manifest,
    );
  }
  return plan.addsPip
    ? vscode.l10n.t(
        'The Python at {0} has no pip. pip is installed first, then it installs the packages. This uses the network.',
        python,
      )
    : vscode.l10n.t('{0} installs into the Python at {1}. This uses the network.', plan.tool, python);
}

async function isWanted(requirements: readonly string[], detail: string): Promise<boolean> {
  const install = vscode.l10n.t('Install');
  const question = vscode.l10n.t('Install {0}?', requirements.join(', '));
  return (await vscode.window.showInformationMessage(question, { modal: true, detail }, install)) === install;
}
