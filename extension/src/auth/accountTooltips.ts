// What is known of a row, and what can be done with it.
import * as vscode from 'vscode';
import { tokenDescription } from './accountItems';
import { type AuthNode, childrenOf } from './nodes';

type Link = readonly [command: string, title: string, argument?: string];

export function accountTooltip(node: AuthNode): vscode.MarkdownString | undefined {
  switch (node.kind) {
    case 'account':
      return accountMarkdown(
        [node.label, node.description],
        node.children.map(({ icon, label }) => [icon, label]),
      );
    case 'token': {
      const links: Link[] = [
        ...(node.isActive
          ? []
          : [['transformers.auth.switchToken', vscode.l10n.t('Use this token'), node.id] as const]),
        ['transformers.auth.signOut', vscode.l10n.t('Delete…'), node.id],
      ];
      return markdown([node.name, tokenDescription(node)], [], links);
    }
    case 'fact':
      return markdown([node.label, ''], [], []);
    case 'group':
      return markdown(
        [vscode.l10n.t('Tokens'), ''],
        childrenOf(node).flatMap((each) =>
          each.kind === 'token' ? [['key', `${each.name} · ${tokenDescription(each)}`] as const] : [],
        ),
        [['transformers.auth.switchToken', vscode.l10n.t('Switch token')]],
      );
  }
}

/** Of the token in use: the sentences, and what can be done. */
export function accountMarkdown(
  title: readonly [label: string, description: string],
  rows: readonly (readonly [icon: string, text: string])[],
): vscode.MarkdownString {
  return markdown(title, rows, [
    ['transformers.auth.showStatus', vscode.l10n.t('Show status')],
    ['transformers.auth.checkToken', vscode.l10n.t('Check')],
    ['transformers.auth.switchToken', vscode.l10n.t('Switch token')],
    ['transformers.auth.signIn', vscode.l10n.t('Sign in')],
  ]);
}

function markdown(
  [label, description]: readonly [label: string, description: string],
  rows: readonly (readonly [icon: string, text: string])[],
  links: readonly Link[],
): vscode.MarkdownString {
  const shown = new vscode.MarkdownString('', true);
  shown.isTrusted = { enabledCommands: links.map(([command]) => command) };
  shown.appendMarkdown('**').appendText(label).appendMarkdown('**');
  if (description !== '') {
    shown.appendMarkdown('\n\n').appendText(description);
  }
  for (const [icon, text] of rows) {
    shown.appendMarkdown(`\n\n$(${icon}) `).appendText(text);
  }
  if (links.length > 0) {
    const written = links.map(([command, title, argument]) => {
      const query = argument === undefined ? '' : `?${encodeURIComponent(JSON.stringify([argument]))}`;
      return `[${title}](command:${command}${query})`;
    });
    shown.appendMarkdown(`\n\n---\n\n${written.join(' · ')}`);
  }
  return shown;
}
