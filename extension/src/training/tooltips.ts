// Everything that is known about a row, and what can be done with it.
import * as vscode from 'vscode';
import { formatSize } from '../byteSize';
import { exactTime } from '../moments';
import type { Run, RunDetails } from '../protocol';
import { durationText } from './durations';
import { sentences, severityName, stepsWords } from './findingWords';
import type { FindingNode, TrainingNode } from './nodes';
import { plainMarkdown } from './plainMarkdown';
import {
  deviceWords,
  isActive,
  isOurs,
  joined,
  metricText,
  percent,
  stateName,
  stoppingWords,
} from './words';

type Fact = readonly [name: string, value: string];
type Link = readonly [command: string, title: string];

/** `details`: of the run, where they are known. */
export function tooltip(
  node: TrainingNode,
  details: RunDetails | undefined,
): vscode.MarkdownString | undefined {
  switch (node.kind) {
    case 'run':
      return runTooltip(node.run, details);
    case 'output': {
      const { label, uri, size, written, step } = node.output;
      return markdown(label, [
        [vscode.l10n.t('Folder'), vscode.Uri.parse(uri).fsPath],
        [vscode.l10n.t('Step'), step === null ? '' : step.toLocaleString(vscode.env.language)],
        [vscode.l10n.t('Size'), formatSize(size)],
        [vscode.l10n.t('Last written'), exactTime(written, vscode.env.language)],
      ]);
    }
    case 'finding':
      return findingTooltip(node);
    case 'cause':
    case 'advice':
    case 'message':
      return new vscode.MarkdownString('').appendMarkdown(plainMarkdown(node.text));
    case 'log':
      return code(vscode.Uri.parse(node.details.log).fsPath, (node.details.lastLines ?? []).slice(-8));
    case 'metrics':
      return markdown(vscode.Uri.parse(node.details.metricsFile).fsPath, metricFacts(node.run));
    case 'tensorboard':
      return markdown(
        'TensorBoard',
        node.details.logDirs.map((uri): Fact => [vscode.l10n.t('Folder'), vscode.Uri.parse(uri).fsPath]),
      );
    case 'command':
      return code(vscode.l10n.t('Copy the command that was started'), [node.details.command]);
    case 'folder':
      return new vscode.MarkdownString().appendText(vscode.Uri.parse(node.run.folder).fsPath);
    case 'older':
      return undefined;
  }
}

export function runTooltip(run: Run, details: RunDetails | undefined): vscode.MarkdownString {
  const shown = markdown(run.name, runFacts(run));
  if (!isOurs(run)) {
    shown.appendMarkdown(`\n\n${plainMarkdown(foreignWords())}`);
  }
  if (run.exit && run.exit.message !== '') {
    shown.appendMarkdown(`\n\n${plainMarkdown(`${run.exit.message} ${run.exit.advice}`.trim())}`);
  }
  appendFindings(shown, run);
  if (details) {
    shown.appendCodeblock(details.command, 'shellscript');
  }
  return withLinks(shown, runLinks(run), { folder: run.folder });
}

/** Why a run is only shown. */
export function foreignWords(): string {
  return vscode.l10n.t(
    'Your workbench did not start this run, so it is only shown. If it is yours, adopt it to stop or resume it.',
  );
}

function findingTooltip({ run, finding }: FindingNode): vscode.MarkdownString {
  const shown = markdown(finding.message, [
    [vscode.l10n.t('Severity'), joined([severityName(finding.severity), stepsWords(finding)])],
    [vscode.l10n.t('Found'), exactTime(finding.found, vscode.env.language)],
  ]);
  shown.appendMarkdown(`\n${plainMarkdown(finding.advice)}`);
  const links = runLinks(run).filter(([command]) => /\.(open|stop)$/.test(command));
  return withLinks(shown, links, { folder: run.folder, rule: finding.rule });
}

/** What the rules say of a run, and what to do about it. */
export function appendFindings(shown: vscode.MarkdownString, { findings = [] }: Run): void {
  for (const { severity, message, advice } of findings) {
    const words = plainMarkdown(sentences(message, advice));
    shown.appendMarkdown(`\n\n**${severityName(severity)}**: ${words}`);
  }
  if (findings.length > 0) {
    shown.appendMarkdown('\n\n');
  }
}

/** What is known of a run without reading its folder again. */
export function runFacts(run: Run): readonly Fact[] {
  const { language } = vscode.env;
  const { created, ended, step, total, epoch, etaSeconds, devices, host, attempt } = run;
  const number = (value: number): string => value.toLocaleString(language);
  return [
    [vscode.l10n.t('State'), stoppingWords(run) || stateName(run)],
    [
      vscode.l10n.t('Step'),
      total > 0
        ? vscode.l10n.t('{0} of {1} ({2})', number(step), number(total), percent(run))
        : step > 0
          ? number(step)
          : '',
    ],
    [
      vscode.l10n.t('Epoch'),
      epoch === null ? '' : epoch.toLocaleString(language, { maximumFractionDigits: 2 }),
    ],
    [
      vscode.l10n.t('Time left'),
      etaSeconds === null || !isActive(run) ? '' : durationText(etaSeconds, language),
    ],
    ...metricFacts(run),
    [vscode.l10n.t('Devices'), deviceWords(devices)],
    [vscode.l10n.t('Machine'), host],
    [vscode.l10n.t('Started'), exactTime(created, language)],
    [vscode.l10n.t('Ended'), ended === null ? '' : exactTime(ended, language)],
    [vscode.l10n.t('Took'), ended === null ? '' : durationText(ended - created, language)],
    [vscode.l10n.t('Attempt'), attempt > 1 ? number(attempt) : ''],
  ];
}

function metricFacts({ metrics }: Run): Fact[] {
  return Object.entries(metrics).map(([name, value]) => [name, metricText(value)]);
}

export function runLinks(run: Run): readonly Link[] {
  return [
    ['transformers.health.open', vscode.l10n.t('Open run')],
    ['transformers.training.showLog', vscode.l10n.t('Show log')],
    ['transformers.training.openTensorBoard', 'TensorBoard'],
    ['transformers.training.showRun', vscode.l10n.t('Show facts')],
    ...(isOurs(run) ? [] : [['transformers.training.adopt', vscode.l10n.t('Adopt…')] as const]),
    ...(isOurs(run) && isActive(run) ? [['transformers.training.stop', vscode.l10n.t('Stop')] as const] : []),
    ...(!isActive(run) && run.canResume
      ? [['transformers.training.resume', vscode.l10n.t('Resume')] as const]
      : []),
  ];
}

export function withLinks(
  shown: vscode.MarkdownString,
  links: readonly Link[],
  argument: object,
): vscode.MarkdownString {
  shown.isTrusted = { enabledCommands: links.map(([command]) => command) };
  const encoded = encodeURIComponent(JSON.stringify([argument]));
  shown.appendMarkdown(
    `\n\n---\n\n${links.map(([command, title]) => `[${title}](command:${command}?${encoded})`).join(' · ')}\n\n`,
  );
  return shown;
}

function markdown(title: string, facts: readonly Fact[]): vscode.MarkdownString {
  const shown = new vscode.MarkdownString('');
  shown.appendMarkdown(`**${plainMarkdown(title)}**\n\n`);
  for (const [name, value] of facts) {
    if (value !== '') {
      shown.appendMarkdown('- ').appendText(`${name}: ${value}`).appendMarkdown('\n');
    }
  }
  return shown;
}

function code(title: string, lines: readonly string[]): vscode.MarkdownString {
  const shown = new vscode.MarkdownString('').appendText(title);
  return lines.length > 0 ? shown.appendCodeblock(lines.join('\n'), 'text') : shown;
}
