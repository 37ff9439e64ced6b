import type * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import type { LogActions } from './logActions';
import type { LogSources } from './logSources';
import type { LogsReader } from './logsReader';
import type { RememberedView } from './rememberedView';
import type { RunFacts } from './runFacts';

/** What every panel uses and none owns. */
export interface PanelServices {
  readonly extensionUri: vscode.Uri;
  readonly server: LanguageServer;
  readonly logs: LogsReader;
  readonly facts: RunFacts;
  readonly sources: LogSources;
  readonly actions: LogActions;
  readonly view: RememberedView;
  readonly output: vscode.LogOutputChannel;
  readonly failed: (error: unknown) => Promise<void>;
}
