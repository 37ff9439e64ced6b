// Everything that is known of a run, as Markdown that can be read, searched and copied.
import { env, l10n, Uri } from 'vscode';
import { formatSize } from '../byteSize';
import { exactTime } from '../moments';
import type { Run, RunDetails } from '../protocol';
import { formatEnvironment } from './environment';
import { sentences, severityName, stepsWords } from './findingWords';
import { escaped } from './plainMarkdown';
import { runFacts } from './tooltips';

export function runReport(details: RunDetails): string {
  const { run, command, spec, environment, outputs, lastLines = [] } = details;
  const path = (uri: string): string => Uri.parse(uri).fsPath;
  const variables = formatEnvironment(spec.environment ?? {});
  const processes: readonly (readonly [string, string])[] = [
    [l10n.t('Exit code'), typeof run.exit?.code === 'number' ? String(run.exit.code) : ''],
    [l10n.t('Process'), details.pid === null ? '' : String(details.pid)],
    [l10n.t('Supervisor'), details.supervisorPid === null ? '' : String(details.supervisorPid)],
  ];
  const files: readonly (readonly [string, string])[] = [
    [l10n.t('Script'), path(spec.script)],
    [l10n.t('Working directory'), spec.workingDirectory ? path(spec.workingDirectory) : ''],
    [l10n.t('Folder'), path(run.folder)],
    [l10n.t('Log'), path(details.log)],
    [l10n.t('Metrics'), path(details.metricsFile)],
    ...details.logDirs.map((uri) => ['TensorBoard', path(uri)] as const),
  ];
  const ending = run.exit && run.exit.cause !== '' ? [run.exit.message, run.exit.advice] : [];
  return [
    `# ${escaped(run.name)}`,
    ...ending.filter((text) => text !== '').map((text) => `> ${escaped(text).replaceAll('\n', '\n> ')}`),
    table([...runFacts(run), ...processes]),
    heading(l10n.t('Findings'), findingsList(run)),
    heading(l10n.t('Command'), fenced(variables === '' ? command : `${variables} ${command}`, 'sh')),
    heading(l10n.t('Files'), table(files)),
    heading(
      l10n.t('Checkpoints and Adapters'),
      table(
        outputs.map(({ label, uri, size, written }) => [
          label,
          `${path(uri)} · ${formatSize(size)} · ${exactTime(written, env.language)}`,
        ]),
      ),
    ),
    heading(l10n.t('Environment'), table(Object.entries(environment))),
    heading(
      l10n.t('Last Lines of the Log'),
      lastLines.length > 0 ? fenced(lastLines.join('\n'), 'text') : '',
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function findingsList({ findings = [] }: Run): string {
  return findings
    .map((finding) => {
      const steps = stepsWords(finding);
      const about = `**${severityName(finding.severity)}**${steps === '' ? '' : ` (${steps})`}`;
      return `- ${about}: ${cell(sentences(finding.message, finding.advice))}`;
    })
    .join('\n');
}

function heading(title: string, body: string): string {
  return body === '' ? '' : `## ${title}\n\n${body}`;
}

function table(rows: readonly (readonly [name: string, value: string])[]): string {
  const told = rows.filter(([, value]) => value !== '');
  return told.length === 0
    ? ''
    : ['| | |', '|---|---|', ...told.map(([name, value]) => `| ${cell(name)} | ${cell(value)} |`)].join('\n');
}

function cell(text: string): string {
  return escaped(text).replace(/\s*\n\s*/g, ' ');
}

/** A fence that nothing inside of it can close. */
function fenced(text: string, language: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}
