// How runs are described.
import { env, l10n } from 'vscode';
import { formatSize } from '../byteSize';
import { relativeTime } from '../moments';
import type { Device, Run, RunOutput } from '../protocol';
import { findingMark } from './findingWords';

export function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}

export function listed(parts: readonly string[]): string {
  return parts.join(l10n.t(', '));
}

export function isActive({ state }: Run): boolean {
  return state === 'queued' || state === 'running';
}

/** Whether this user's workbench started it, or they adopted it; any other run is only shown. */
export function isOurs({ ours }: Run): boolean {
  return ours !== false;
}

export function stateName({ state, stopping }: Run): string {
  switch (state) {
    case 'queued':
      return l10n.t('queued');
    case 'running':
      return stopping === '' ? l10n.t('running') : l10n.t('stopping');
    case 'succeeded':
      return l10n.t('succeeded');
    case 'failed':
      return l10n.t('failed');
    case 'stopped':
      return l10n.t('stopped');
    case 'lost':
      return l10n.t('lost');
  }
}

/** `62 %`: all of it only when all of it is done. Empty when the end is not known. */
export function percent({ step, total }: Pick<Run, 'step' | 'total'>): string {
  return total > 0 ? l10n.t('{0} %', Math.min(100, Math.floor((step / total) * 100))) : '';
}

/** What a run was asked for and has not done yet. */
export function stoppingWords({ state, stopping }: Run): string {
  if (state !== 'running' && state !== 'queued') {
    return '';
  }
  switch (stopping) {
    case '':
      return '';
    case 'checkpoint':
      return state === 'queued' ? l10n.t('Stopping…') : l10n.t('Saving a checkpoint and stopping…');
    case 'terminate':
      return l10n.t('Terminating…');
    case 'kill':
      return l10n.t('Killing…');
  }
}

/** Where no icon says the state: what the detail says already is not said twice. */
export function runSummary(run: Run, now: number): string {
  const isTold = run.state === 'queued' || (run.state === 'running' && run.stopping !== '');
  return joined([isTold ? '' : stateName(run), runDescription(run, now)]);
}

/** `marked`: with a sign of its findings, where a narrow view still shows it. */
export function runDescription(run: Run, now: number, marked = true): string {
  const mark = marked ? findingMark(run) : '';
  const foreign = isOurs(run) ? '' : l10n.t('not started by you');
  if (!isActive(run)) {
    return joined([foreign, mark, run.detail, relativeTime(run.ended ?? run.created, now, env.language)]);
  }
  const [progress = '', ...others] = run.detail.split(' · ');
  return joined([progress, foreign, mark, ...others]);
}

export function runCount(count: number): string {
  return count === 1 ? l10n.t('1 run') : l10n.t('{0} runs', count.toLocaleString(env.language));
}

/** Few digits, as training logs are read. */
export function metricText(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 0.001 || size >= 100_000)
    ? value.toExponential(2)
    : value.toLocaleString(env.language, { maximumSignificantDigits: 4 });
}

const LEADING = [/loss$/, /accuracy/, /f1/];

/** The few that matter beside `Metrics`: losses first, then what classification is judged by, then the rest. */
export function metricsDescription(metrics: Run['metrics'], most = 4): string {
  const rank = (name: string): number => {
    const found = LEADING.findIndex((pattern) => pattern.test(name));
    return found < 0 ? LEADING.length : found;
  };
  const names = Object.keys(metrics).sort((a, b) => rank(a) - rank(b));
  return joined(names.slice(0, most).map((name) => `${name} ${metricText(metrics[name] ?? 0)}`));
}

export function outputDescription({ size, written }: RunOutput, now: number): string {
  return joined([formatSize(size), relativeTime(written, now, env.language)]);
}

/** `22.1 GB of 23.4 GB free · 3 % busy · 2 processes` */
export function deviceDescription({ memoryFree, memoryTotal, load, processes, kind }: Device): string {
  return joined([
    l10n.t('{0} of {1} free', formatSize(memoryFree), formatSize(memoryTotal)),
    load === null ? '' : l10n.t('{0} % busy', Math.round(load * 100)),
    kind === 'cpu' || processes === 0
      ? ''
      : processes === 1
        ? l10n.t('1 process')
        : l10n.t('{0} processes', processes),
  ]);
}

/** `GPU 0: NVIDIA H100` */
export function deviceName({ id, kind, name }: Device): string {
  return kind === 'cuda' ? `GPU ${id}: ${name}` : name;
}

const OTHER_DEVICES: Readonly<Record<string, string>> = { cpu: 'CPU', mps: 'Apple GPU' };

/** `GPU 0`, `GPUs 0, 1`, `CPU`: as the row of a run calls them, of which only the ids are known. */
export function deviceWords(ids: readonly string[]): string {
  const numbers = ids.filter((id) => /^\d+$/.test(id));
  const others = ids.filter((id) => !/^\d+$/.test(id)).map((id) => OTHER_DEVICES[id] ?? id);
  const gpus =
    numbers.length > 1 ? [l10n.t('GPUs {0}', listed(numbers))] : numbers.map((id) => l10n.t('GPU {0}', id));
  return listed([...gpus, ...others]);
}

/** A name that a person or a file gave may be `$(bug)`. */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$\u200b(');
}

/** A notification makes buttons of links, and the words of a run are anybody's. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', ']\u200b(');
}
