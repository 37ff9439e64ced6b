// Log folders and servers as the language server would describe them.
import type { LogFolder, TensorBoardServer } from '../../extension/src/protocol';

export function folder(label: string, changes: Partial<LogFolder> = {}): LogFolder {
  return {
    uri: `file:///w/${label}`,
    label,
    reason: 'events',
    detail: 'holds event files',
    runs: 12,
    size: 3_400_000,
    lastWritten: 1000,
    ...changes,
  };
}

export function server(title: string, changes: Partial<TensorBoardServer> = {}): TensorBoardServer {
  return {
    id: `id-${title}`,
    folders: [`file:///w/${title}`],
    title,
    port: 6006,
    pid: 42,
    started: 1000,
    state: 'running',
    hasEvents: true,
    missing: false,
    log: 'file:///state/log.txt',
    lastLines: [],
    ...changes,
  };
}
