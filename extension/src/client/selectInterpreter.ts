import path from 'node:path';
import * as vscode from 'vscode';
import type { InterpreterService } from './interpreterService';
import type { Origin } from './interpreterTypes';
import { hasPythonExtension } from './pythonExtensions';
import { interpreterSetting, setInterpreterSetting } from './settings';

type Choice = vscode.QuickPickItem &
  (
    | { readonly does: 'use'; readonly path: string }
    | { readonly does: 'browse' }
    | { readonly does: 'automatic' }
  );

export async function selectInterpreter(interpreters: InterpreterService): Promise<void> {
  const choice = await vscode.window.showQuickPick(choices(interpreters), {
    title: vscode.l10n.t('Select Interpreter'),
    placeHolder: vscode.l10n.t('The Python whose transformers, tokenizers and huggingface_hub are used'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  switch (choice?.does) {
    case 'use':
      await setInterpreterSetting(choice.path);
      break;
    case 'automatic':
      await setInterpreterSetting(undefined);
      break;
    case 'browse': {
      const [file] = (await vscode.window.showOpenDialog({
        title: vscode.l10n.t('Select a Python interpreter'),
        openLabel: vscode.l10n.t('Select'),
      })) ?? [undefined];
      if (file) {
        await setInterpreterSetting(file.fsPath);
      }
      break;
    }
    case undefined:
      break;
  }
}

async function choices(interpreters: InterpreterService): Promise<Choice[]> {
  const current = interpreters.current;
  const used = current?.kind === 'found' ? current.interpreter.foundAs : undefined;
  const found = (await interpreters.candidates()).map((candidate): Choice => ({
    does: 'use',
    path: candidate.path,
    label: `${candidate.path === used ? '$(check) ' : ''}${shortName(candidate.path)}`,
    description: originName(candidate.origin),
    detail: candidate.path,
  }));
  const others: Choice[] = [{ does: 'browse', label: vscode.l10n.t('$(folder-opened) Browse…') }];
  if (interpreterSetting() !== undefined) {
    others.push({
      does: 'automatic',
      label: hasPythonExtension()
        ? vscode.l10n.t('$(discard) Use the one from the Python extension')
        : vscode.l10n.t('$(discard) Find one automatically'),
    });
  }
  return [...found, ...others];
}

/** `.venv/bin/python` says more than `python`. */
function shortName(file: string): string {
  const parts = file.split(path.sep);
  return parts.slice(-3).join(path.sep);
}

function originName(origin: Origin): string {
  switch (origin) {
    case 'setting':
      return vscode.l10n.t('from the settings');
    case 'environments':
      return vscode.l10n.t('from the Python Environments extension');
    case 'python':
      return vscode.l10n.t('from the Python extension');
    case 'workspace':
      return vscode.l10n.t('in this workspace');
    case 'active':
      return vscode.l10n.t('active environment');
    case 'path':
      return vscode.l10n.t('on PATH');
  }
}
