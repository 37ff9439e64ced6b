import * as vscode from 'vscode';
import { TEMPLATE_JSON } from '../client/templateFiles';
import type { ClientRoom } from '../client/room';
import type { CommandTable } from '../commands';
import { type Preset, PRESETS, type TemplateSource } from '../protocol';
import type { CHAT_TEMPLATE_COMMANDS } from './commandIds';
import { editEmbedded } from './editEmbedded';
import { EmbeddedFiles } from './embeddedFiles';
import { EmbeddedLenses } from './embeddedLenses';
import { ModelFolders } from './modelFolders';
import { pickModel } from './pickModel';
import { PreviewPanels } from './previewPanels';
import { asSource } from './sources';

/** Chat templates: their preview, and those inside JSON documents as documents of their own. */
export class ChatTemplateRoom implements vscode.Disposable {
  readonly commands: CommandTable<(typeof CHAT_TEMPLATE_COMMANDS)[number]>;
  private readonly panels: PreviewPanels;
  private readonly subscriptions: vscode.Disposable;

  constructor(
    context: vscode.ExtensionContext,
    private readonly client: ClientRoom,
  ) {
    const { server, output } = client;
    this.panels = new PreviewPanels({
      extensionUri: context.extensionUri,
      memento: context.workspaceState,
      server,
      output,
      presets: () => this.presets(),
      chooseTokenizer: () => pickModel(server, vscode.l10n.t('Choose the Tokenizer')),
    });
    this.subscriptions = vscode.Disposable.from(
      this.panels,
      new EmbeddedFiles(server),
      new EmbeddedLenses(server),
      new ModelFolders(),
    );
    this.commands = {
      // Opens at once even while the server starts: the panel itself says what it waits for.
      'transformers.chatTemplate.preview': { needs: 'nothing', run: (uri, name) => this.preview(uri, name) },
      'transformers.chatTemplate.previewModel': {
        needs: 'server',
        run: (source) => this.previewModel(source),
      },
      'transformers.chatTemplate.editEmbedded': {
        needs: 'server',
        run: async (uri, pointer) => {
          const target = uri instanceof vscode.Uri ? uri : vscode.window.activeTextEditor?.document.uri;
          if (target === undefined || !isTemplateJson(target)) {
            await vscode.window.showInformationMessage(
              vscode.l10n.t(
                'Open a tokenizer_config.json, chat_template.json or processor_config.json first.',
              ),
            );
            return;
          }
          await editEmbedded(server, target, typeof pointer === 'string' ? pointer : undefined);
        },
      },
    };
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private async preview(uri: unknown, name: unknown): Promise<void> {
    const target = uri instanceof vscode.Uri ? uri : vscode.window.activeTextEditor?.document.uri;
    if (target === undefined) {
      await this.client.whenReady(() => this.previewModel(undefined));
      return;
    }
    const named = typeof name === 'string' ? { name } : {};
    const kind = (await isFolder(target)) ? 'folder' : 'document';
    this.panels.open({ kind, uri: target.toString(), ...named } satisfies TemplateSource);
  }

  /** Of the given model; without one the user chooses. */
  private async previewModel(given: unknown): Promise<void> {
    const source =
      asSource(given) ??
      (await pickModel(this.client.server, vscode.l10n.t('Preview Chat Template of Model')));
    if (source) {
      this.panels.open(source);
    }
  }

  private async presets(): Promise<readonly Preset[]> {
    try {
      return (await this.client.server.ask(PRESETS)).presets;
    } catch (error) {
      // The panel asks again when a server runs.
      this.client.output.debug(`presets: ${String(error)}`);
      return [];
    }
  }
}

function isTemplateJson(uri: vscode.Uri): boolean {
  return TEMPLATE_JSON.some((name) => uri.path.endsWith(`/${name}`));
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  if (uri.scheme !== 'file') {
    return false;
  }
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0;
  } catch {
    return false;
  }
}
