// The questions of a start that have one answer each.
import * as vscode from 'vscode';
import type { RunSpec } from '../protocol';
import { formatWords, parseWords } from './commandLine';
import { formatEnvironment, holdsToken, parseEnvironment, secretLike } from './environment';
import { askOne, askText, type Back, BACK, type StepOptions } from './quickSteps';
import { listed } from './words';

const { Error, Warning } = vscode.InputBoxValidationSeverity;

export async function askArguments(
  words: readonly string[],
  options: StepOptions,
): Promise<string[] | Back | undefined> {
  const answer = await askText({
    ...options,
    value: formatWords(words),
    prompt: vscode.l10n.t('Arguments of the script, as in a shell. Empty: none.'),
    placeholder: '--learning_rate 2e-4 --num_train_epochs 3',
    validate: argumentsProblem,
  });
  if (answer === undefined || answer === BACK) {
    return answer;
  }
  const parsed = parseWords(answer);
  return parsed.kind === 'words' ? [...parsed.words] : undefined;
}

function argumentsProblem(text: string): vscode.InputBoxValidationMessage | undefined {
  if (parseWords(text).kind === 'unclosed') {
    return { severity: Error, message: vscode.l10n.t('A quote is not closed.') };
  }
  return holdsToken(text)
    ? {
        severity: Error,
        message: vscode.l10n.t(
          'Everybody on this machine can read a command line. The token in use goes along as HF_TOKEN by itself.',
        ),
      }
    : undefined;
}

export async function askEnvironment(
  variables: Readonly<Record<string, string>>,
  options: StepOptions,
): Promise<Record<string, string> | Back | undefined> {
  const answer = await askText({
    ...options,
    value: formatEnvironment(variables),
    prompt: vscode.l10n.t('More variables, NAME=value one after the other, quoted as in a shell.'),
    placeholder: 'WANDB_PROJECT=sft TOKENIZERS_PARALLELISM=false',
    validate: environmentProblem,
  });
  if (answer === undefined || answer === BACK) {
    return answer;
  }
  const parsed = parseEnvironment(answer);
  return parsed.kind === 'environment' ? { ...parsed.variables } : undefined;
}

function environmentProblem(text: string): vscode.InputBoxValidationMessage | undefined {
  const parsed = parseEnvironment(text);
  switch (parsed.kind) {
    case 'unclosed':
      return { severity: Error, message: vscode.l10n.t('A quote is not closed.') };
    case 'notOne':
      return { severity: Error, message: vscode.l10n.t('{0} is not NAME=value.', parsed.word) };
    case 'secret':
      return {
        severity: Error,
        message: vscode.l10n.t(
          '{0} would be written to the disk. The token in use goes along as HF_TOKEN by itself.',
          parsed.name,
        ),
      };
    case 'environment': {
      const names = secretLike(parsed.variables);
      return names.length === 0
        ? undefined
        : {
            severity: Warning,
            message: vscode.l10n.t("{0} will be kept in the run's folder, readable.", listed(names)),
          };
    }
  }
}

type LauncherWish = Pick<RunSpec, 'launcher' | 'processes'>;

export async function askLauncher(
  spec: RunSpec,
  options: StepOptions,
): Promise<LauncherWish | Back | undefined> {
  const items = (
    [
      [
        'auto',
        vscode.l10n.t('Automatic'),
        vscode.l10n.t(
          'accelerate launch for several devices or with a configuration of accelerate, else Python',
        ),
      ],
      ['python', 'python', vscode.l10n.t('one process')],
      ['accelerate', 'accelerate launch', vscode.l10n.t('one process a device, or as many as you say')],
    ] as const
  ).map(([launcher, label, description]) => ({ label, description, launcher }));
  const answer = await askOne({
    ...options,
    placeholder: vscode.l10n.t('What starts the script'),
    items,
    active: items.find(({ launcher }) => launcher === (spec.launcher ?? 'auto')),
  });
  if (answer === undefined || answer === BACK) {
    return answer;
  }
  if (answer.launcher !== 'accelerate') {
    return { launcher: answer.launcher, processes: 0 };
  }
  const processes = await askText({
    ...options,
    value: String(spec.processes ?? 0),
    prompt: vscode.l10n.t('How many processes on this machine; 0: one a device.'),
    validate: (value) =>
      /^\s*\d{1,3}\s*$/.test(value)
        ? undefined
        : { severity: Error, message: vscode.l10n.t('A number from 0 on.') },
  });
  return processes === undefined || processes === BACK
    ? processes
    : { launcher: 'accelerate', processes: Number(processes) };
}

/** A folder; undefined when none was chosen. */
export async function askDirectory(current: string): Promise<string | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: vscode.Uri.parse(current),
      title: vscode.l10n.t('Working Directory of the Run'),
      openLabel: vscode.l10n.t('Choose'),
    })) ?? [];
  return chosen?.toString();
}

/** What to do about a run of the very same that goes on. */
export async function askAboutRunning(options: StepOptions): Promise<'show' | 'again' | Back | undefined> {
  const items = [
    { label: `$(eye) ${vscode.l10n.t('Show That Run')}`, what: 'show' as const },
    { label: `$(play) ${vscode.l10n.t('Start Another')}`, what: 'again' as const },
  ];
  const answer = await askOne({
    ...options,
    placeholder: vscode.l10n.t('The very same runs already: same script, arguments and devices'),
    items,
  });
  return answer === undefined || answer === BACK ? answer : answer.what;
}
