// Which commands the manifest offers on which node of the tree.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

interface Entry {
  readonly command: string;
  readonly when: string;
}
const manifest = JSON.parse(readFileSync(path.resolve(__dirname, '../../package.json'), 'utf8')) as {
  readonly contributes: { readonly menus: { readonly 'view/item/context': readonly Entry[] } };
};
const PREFIX = 'transformers.cache.';

/** The commands of a node with this context value, as VS Code would match them. */
function offered(contextValue: string): string[] {
  const commands = manifest.contributes.menus['view/item/context']
    .filter(({ when }) => when.startsWith('view == transformers.cache '))
    .filter(({ when }) => new RegExp(/viewItem =~ \/(.+)\/(?: |$)/.exec(when)![1]!).test(contextValue))
    .map(({ command }) => command.slice(PREFIX.length));
  return [...new Set(commands)].sort();
}

test.each([
  ['root active', ['copyPath', 'download', 'explainRoot', 'freeSpace', 'prune', 'verify']],
  ['root extra', ['copyPath', 'download', 'explainRoot', 'freeSpace', 'prune', 'removeRoot', 'verify']],
  ['group', ['verify']],
  ['group damaged', []],
  [
    'repo model whole revised',
    ['copyPath', 'copyRepoId', 'copySnippet', 'delete', 'openCard', 'openOnHub', 'verify'],
  ],
  [
    'repo model whole revised chat-template gated',
    [
      'copyPath',
      'copyRepoId',
      'copySnippet',
      'delete',
      'openCard',
      'openOnHub',
      'previewChatTemplate',
      'verify',
    ],
  ],
  ['repo model damaged', ['copyPath', 'copyRepoId', 'delete', 'verify']],
  ['repo damaged', ['copyPath', 'copyRepoId', 'delete', 'verify']],
  [
    'revision model detached',
    ['copyPath', 'copyRepoId', 'copySnippet', 'delete', 'openCard', 'openOnHub', 'verify'],
  ],
  ['file', ['copyPath', 'delete', 'openFile', 'revealBlob', 'verify']],
  ['incomplete', ['copyPath', 'copyRepoId', 'delete']],
  ['extra incomplete', ['copyPath', 'delete']],
  ['extra unused-shared', ['copyPath', 'delete']],
  ['extra shared', ['copyPath']],
  // What others keep there is not ours to delete.
  ['extra xet', ['copyPath']],
  ['message', []],
])('%s', (contextValue, commands) => {
  expect(offered(contextValue)).toEqual(commands);
});
