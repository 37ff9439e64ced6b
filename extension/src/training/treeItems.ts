// How a row looks. Its tooltip is made when somebody asks for one.
import * as vscode from 'vscode';
import type { Run, RunFinding, RunOutput } from '../protocol';
import { isInTrouble } from './findings';
import { findingLabel, findingNames, severityName } from './findingWords';
import type { FindingNode, OutputNode, PartNode, RunNode, TrainingNode } from './nodes';
import {
  isActive,
  isOurs,
  joined,
  metricsDescription,
  outputDescription,
  runCount,
  runDescription,
  runSummary,
  stateName,
} from './words';

const { None, Collapsed } = vscode.TreeItemCollapsibleState;

export function treeItem(node: TrainingNode, now: number): vscode.TreeItem {
  const item = row(node, now);
  item.id = node.id;
  item.contextValue = contextValue(node);
  return item;
}

/** By which the menus of package.json know a row. */
export function contextValue(node: TrainingNode): string {
  switch (node.kind) {
    case 'run':
      return runContext(node.run);
    case 'output':
      return `output ${node.output.kind}`;
    case 'older':
    case 'cause':
    case 'advice':
    case 'finding':
    case 'log':
    case 'metrics':
    case 'tensorboard':
    case 'command':
    case 'folder':
    case 'message':
      return node.kind;
  }
}

function runContext(run: Run): string {
  const whose = isOurs(run) ? 'run' : 'run foreign';
  return isActive(run) ? `${whose} active` : run.canResume ? `${whose} ended resumable` : `${whose} ended`;
}

function row(node: TrainingNode, now: number): vscode.TreeItem {
  switch (node.kind) {
    case 'run':
      return runItem(node, now);
    case 'older': {
      const item = new vscode.TreeItem(vscode.l10n.t('Older runs'), Collapsed);
      item.description = runCount(node.runs.length);
      item.iconPath = new vscode.ThemeIcon('history');
      return item;
    }
    case 'cause':
      return leaf(firstLine(node.text), '', causeIcon(node.run), {
        command: 'transformers.training.showLog',
        title: vscode.l10n.t('Show Log'),
        arguments: [{ folder: node.run.folder }],
      });
    case 'advice':
      return leaf(firstLine(node.text), '', new vscode.ThemeIcon('lightbulb'), {
        command: 'transformers.training.showRun',
        title: vscode.l10n.t('Show Facts'),
        arguments: [{ folder: node.run.folder }],
      });
    case 'finding':
      return findingItem(node);
    case 'output':
      return outputItem(node, now);
    case 'log':
    case 'metrics':
    case 'tensorboard':
    case 'command':
    case 'folder':
      return partItem(node);
    case 'message':
      return leaf(node.text, '', new vscode.ThemeIcon('warning'), {
        command: 'transformers.client.showOutput',
        title: vscode.l10n.t('Show Output'),
      });
  }
}

function runItem({ run }: RunNode, now: number): vscode.TreeItem {
  const item = new vscode.TreeItem(run.name, Collapsed);
  item.description = isOurs(run) ? runDescription(run, now) : runSummary(run, now);
  item.iconPath = runIcon(run);
  const spoken = [stateName(run), run.name, findingNames(run), runDescription(run, now, false)];
  item.accessibilityInformation = { label: joined(spoken) };
  return item;
}

function findingItem({ run, finding }: FindingNode): vscode.TreeItem {
  const label = findingLabel(finding);
  const item = leaf(label, '', findingIcon(finding), {
    command: 'transformers.health.open',
    title: vscode.l10n.t('Open Run'),
    arguments: [{ folder: run.folder, rule: finding.rule }],
  });
  item.accessibilityInformation = { label: joined([severityName(finding.severity), label]) };
  return item;
}

function findingIcon({ severity }: RunFinding): vscode.ThemeIcon {
  switch (severity) {
    case 'error':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground'));
    case 'warning':
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'));
    case 'info':
      return new vscode.ThemeIcon('info');
  }
}

function outputItem({ run, output }: OutputNode, now: number): vscode.TreeItem {
  return leaf(output.label, outputDescription(output, now), new vscode.ThemeIcon(OUTPUT_ICONS[output.kind]), {
    command: 'transformers.training.revealFolder',
    title: vscode.l10n.t('Reveal Folder'),
    arguments: [{ folder: run.folder, output: output.uri }],
  });
}

const OUTPUT_ICONS: Readonly<Record<RunOutput['kind'], string>> = {
  checkpoint: 'save',
  adapter: 'extensions',
  model: 'package',
};

function partItem({ kind, run, details }: PartNode): vscode.TreeItem {
  const argument = { folder: run.folder };
  const command = (id: string, title: string): vscode.Command => ({
    command: `transformers.training.${id}`,
    title,
    arguments: [argument],
  });
  switch (kind) {
    case 'log':
      return leaf(
        vscode.l10n.t('Log'),
        lastLine(details.lastLines ?? []),
        new vscode.ThemeIcon('output'),
        command('showLog', vscode.l10n.t('Show Log')),
      );
    case 'metrics':
      return leaf(
        vscode.l10n.t('Metrics'),
        metricsDescription(run.metrics),
        new vscode.ThemeIcon('graph-scatter'),
        {
          command: 'vscode.open',
          title: vscode.l10n.t('Open'),
          arguments: [vscode.Uri.parse(details.metricsFile)],
        },
      );
    case 'tensorboard':
      return leaf(
        'TensorBoard',
        '',
        new vscode.ThemeIcon('graph-line'),
        command('openTensorBoard', vscode.l10n.t('Open TensorBoard')),
      );
    case 'command':
      return leaf(
        vscode.l10n.t('Command'),
        details.command,
        new vscode.ThemeIcon('terminal'),
        command('copyCommand', vscode.l10n.t('Copy Command')),
      );
    case 'folder':
      return leaf(
        vscode.l10n.t('Folder'),
        run.id,
        new vscode.ThemeIcon('folder'),
        command('revealFolder', vscode.l10n.t('Reveal Folder')),
      );
  }
}

function leaf(
  label: string,
  description: string,
  icon: vscode.ThemeIcon,
  command: vscode.Command,
): vscode.TreeItem {
  const item = new vscode.TreeItem(label, None);
  item.description = description;
  item.iconPath = icon;
  item.command = command;
  return item;
}

/** A long name hides that a run is not ours; its icon does not, and keeps the color of its state. */
export function runIcon(run: Run): vscode.ThemeIcon {
  const icon = stateIcon(run);
  return isOurs(run) ? icon : new vscode.ThemeIcon('unverified', icon.color);
}

function stateIcon(run: Run): vscode.ThemeIcon {
  switch (run.state) {
    case 'queued':
      return new vscode.ThemeIcon('clock');
    case 'running':
      return run.stopping === ''
        ? new vscode.ThemeIcon(
            'play-circle',
            new vscode.ThemeColor(isInTrouble(run) ? 'problemsWarningIcon.foreground' : 'charts.blue'),
          )
        : new vscode.ThemeIcon('loading~spin');
    case 'succeeded':
      return new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'));
    case 'failed':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
    case 'stopped':
      return new vscode.ThemeIcon('circle-slash');
    case 'lost':
      return new vscode.ThemeIcon('question', new vscode.ThemeColor('list.warningForeground'));
  }
}

function causeIcon({ state }: Run): vscode.ThemeIcon {
  return state === 'failed'
    ? new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'))
    : new vscode.ThemeIcon('info');
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** What a progress bar wrote last is after its last carriage return. */
function lastLine(lines: readonly string[]): string {
  const last = lines.findLast((line) => line.trim() !== '') ?? '';
  return last.slice(last.trimEnd().lastIndexOf('\r') + 1).trim();
}
