import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer';
import { EMBEDDED, type EmbeddedTemplate } from '../protocol';
import { embeddedLabel, embeddedUri } from './embeddedUri';

/** Opens a template inside a JSON document as a document of its own; asks which when there are several. */
export async function editEmbedded(
  server: LanguageServer,
  json: vscode.Uri,
  pointer?: string,
): Promise<void> {
  const { templates, problem } = await server.request(EMBEDDED, { uri: json.toString() });
  if (problem) {
    await vscode.window.showErrorMessage(`${problem.message} ${problem.advice}`.trim());
    return;
  }
  const name = json.path.slice(json.path.lastIndexOf('/') + 1);
  if (templates.length === 0) {
    await vscode.window.showInformationMessage(vscode.l10n.t('{0} has no chat template inside.', name));
    return;
  }
  const template = templates.find((one) => one.pointer === pointer) ?? (await choose(templates));
  if (template) {
    const place = { uri: json.toString(), pointer: template.pointer };
    const label = embeddedLabel(place.uri, template.name, templates.length === 1);
    await vscode.window.showTextDocument(vscode.Uri.parse(embeddedUri(place, label)), { preview: false });
  }
}

async function choose(templates: readonly EmbeddedTemplate[]): Promise<EmbeddedTemplate | undefined> {
  if (templates.length === 1) {
    return templates[0];
  }
  const item = await vscode.window.showQuickPick(
    templates.map((template) => ({
      label: template.name,
      description: vscode.l10n.t('line {0}', template.line + 1),
      template,
    })),
    { title: vscode.l10n.t('Edit Embedded Template'), placeHolder: vscode.l10n.t('Which template?') },
  );
  return item?.template;
}
