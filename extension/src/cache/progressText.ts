// How far a job is, in words.
import { l10n } from 'vscode';
import type { CacheProgress } from '../protocol';
import { formatSize } from '../byteSize';
import { joined } from './repoDescription';
import { number } from './words';

/** `3/12 · Qwen/Qwen3-0.6B@c1899de · 1.2 GB of 3.4 GB` */
export function progressText({ done, total, unit, label, step, steps }: CacheProgress): string {
  const written = unit === 'bytes' ? formatSize : number;
  const amount =
    total > 0 ? l10n.t('{0} of {1}', written(done), written(total)) : done > 0 ? written(done) : '';
  const position = (steps ?? 1) > 1 ? `${number(step ?? 1)}/${number(steps ?? 1)}` : '';
  return joined([position, label, amount]);
}
