import * as vscode from 'vscode';

export interface TensorBoardSettings {
  readonly port: number;
  readonly idleMinutes: number;
  readonly reloadSeconds: number;
}

export function tensorBoardSettings(): TensorBoardSettings {
  const configuration = vscode.workspace.getConfiguration('transformers.tensorboard');
  return {
    port: configuration.get<number>('port', 0),
    idleMinutes: configuration.get<number>('idleMinutes', 60),
    reloadSeconds: configuration.get<number>('reloadSeconds', 5),
  };
}

export function opensInBrowser(): boolean {
  const configuration = vscode.workspace.getConfiguration('transformers.tensorboard');
  return configuration.get<string>('openIn', 'panel') === 'browser';
}
